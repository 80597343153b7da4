import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A tab of GraphiQL. */
export interface Example {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>> | null
}

/** Ids that are known to lead somewhere, for the variables of the examples. */
export interface ExampleIds {
  readonly user: string
  readonly product: string
  readonly segment: string
}

const folder = join(import.meta.dirname, '../../examples/operations')

const variablesOf = (name: string, ids: ExampleIds | null): Example['variables'] => {
  if (name === 'at-risk') return { minProbability: 0.5 }
  if (ids === null) return null
  const variables: Readonly<Record<string, Example['variables']>> = {
    portrait: { externalId: ids.user },
    products: { externalId: ids.product },
    segments: { key: ids.segment },
    'track-events': {
      events: [{ eventId: 'try-1', type: 'VIEW', userId: ids.user, productId: ids.product, timestamp: new Date() }],
    },
    users: { first: 20, externalId: ids.user },
  }
  return variables[name] ?? null
}

/** The documents of examples/operations, in the order of their names; none where the folder is missing. */
export const readExamples = async (ids: ExampleIds | null): Promise<readonly Example[]> => {
  const files = await readdir(folder).catch(() => [])
  const names = files.flatMap((file) => /^(.+)\.graphql$/.exec(file)?.[1] ?? []).sort()
  return Promise.all(
    names.map(async (name) => ({
      query: await readFile(join(folder, `${name}.graphql`), 'utf8'),
      variables: variablesOf(name, ids),
    })),
  )
}
