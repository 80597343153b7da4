import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { Kind, parse } from 'graphql'

const folder = join(import.meta.dirname, '../../examples/operations')

/** The operations of an example by name, each with the fragments that it spreads. */
export const readOperations = async (file: string): Promise<ReadonlyMap<string, string>> => {
  const text = await readFile(join(folder, file), 'utf8')
  const { definitions } = parse(text)
  const source = ({ loc }: (typeof definitions)[number]) => text.slice(loc?.start, loc?.end)
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(
    definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION || definition.name === undefined) return []
      const own = source(definition)
      const spread = fragments.filter(({ name }) => own.includes(`...${name.value}`))
      return [[definition.name.value, [own, ...spread.map(source)].join('\n')] as const]
    }),
  )
}
