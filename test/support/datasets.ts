import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = process.env.CLIENTELE_DATASETS ?? resolve(import.meta.dirname, '../../../shared/data')

/** The path of a public data set's file, or null (with one plain sentence on standard error) where it is not to be had. */
export const datasetFile = (name: string): string | null => {
  const file = resolve(root, name)
  if (existsSync(file)) return file
  process.stderr.write(
    `skipped: the data set ${name} is not here; set CLIENTELE_DATASETS to the folder that holds it\n`,
  )
  return null
}
