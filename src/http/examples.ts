import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../examples/operations')

/** The documents of examples/operations, in the order of their names; none where the folder is missing. */
export const readExamples = async (): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => [])
  const documents = names.filter((name) => name.endsWith('.graphql')).sort()
  return Promise.all(documents.map((name) => readFile(join(folder, name), 'utf8')))
}
