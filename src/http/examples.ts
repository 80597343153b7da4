import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Ids that are known to lead somewhere, for the variables of the examples. */
export interface ExampleIds {
  readonly user: string
  readonly product: string
  readonly segment: string
}

const folder = join(import.meta.dirname, '../../examples/operations')

/** GraphQL literals by the name of the variable. */
const defaultsOf = (file: string, ids: ExampleIds | null): Readonly<Record<string, string>> => {
  const now = new Date().toISOString()
  const always = { minProbability: '0.5', withinDays: '30', asOf: JSON.stringify(now) }
  if (ids === null) return always
  const [user, product, segment] = [ids.user, ids.product, ids.segment].map((id) => JSON.stringify(id))
  const coupon = 'coupon: {kind: PERCENT, value: 15, cost: 2.5, validDays: 14}'
  const campaign = `key: "spring", name: "Spring", segment: ${segment}, ${coupon}, budget: 500, strategy: UPLIFT`
  const inputs: Readonly<Record<string, string>> = {
    'campaign.graphql': `{ ${campaign} }`,
    'experiments.graphql': '{ key: "spring-or-summer", a: "spring", b: "summer" }',
  }
  const event = `eventId: "try-1", type: "VIEW", userId: ${user}, productId: ${product}, timestamp: "${now}"`
  return {
    ...always,
    externalId: file === 'products.graphql' ? product : user,
    key: file in inputs ? '"spring"' : segment,
    ...(file in inputs && { input: inputs[file] }),
    comparison: '"spring-or-summer"',
    user,
    product,
    products: `[${product}]`,
    events: `[{ ${event} }]`,
  }
}

const variable = /\$(\w+): ([\w![\]]+)(?=[,)])/g

/** `$externalId: ID!` becomes `$externalId: ID! = "u-1"`, so that the operation runs as it stands. */
const withDefaults = (document: string, defaults: Readonly<Record<string, string>>): string =>
  document.replace(variable, (definition, name: string) =>
    name in defaults ? `${definition} = ${defaults[name]}` : definition,
  )

/** The documents of examples/operations, in the order of their names; none where the folder is missing. */
export const readExamples = async (ids: ExampleIds | null): Promise<readonly string[]> => {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.graphql')).sort()
  return Promise.all(
    files.map(async (file) => withDefaults(await readFile(join(folder, file), 'utf8'), defaultsOf(file, ids))),
  )
}
