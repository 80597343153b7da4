import { parseArgs } from 'node:util'

import { ask } from './support/ask.ts'
import {
  atRiskMarkdown,
  type Portrait,
  portraitMarkdown,
  type SimilarProducts,
  similarMarkdown,
} from './support/portrait-markdown.ts'

/**
 * Prints portraits from a running server as Markdown, as docs/examples/online-retail.md shows them:
 *   node scripts/show-portraits.ts <graphql address> <key> <externalId...> [--product <externalId>]... [--at-risk <probability> --worth <value>]
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    product: { type: 'string', multiple: true, default: [] },
    'at-risk': { type: 'string' },
    worth: { type: 'string', default: '0' },
  },
})
const [address, key, ...externalIds] = positionals
const server = { address, key }

const portraitOf = async (externalId: string): Promise<Portrait> => {
  const { user } = await ask<{ user: Portrait | null }>(server, 'portrait', { externalId, first: 5 })
  if (user === null) throw new Error(`There is no user ${externalId}.`)
  return user
}

const similarTo = async (externalId: string): Promise<SimilarProducts> => {
  const { product } = await ask<{ product: SimilarProducts | null }>(server, 'products', { externalId })
  if (product === null) throw new Error(`There is no product ${externalId}.`)
  return product
}

/** The five likeliest to stay away, of those worth it. */
const atRisk = async (minProbability: number, minLifetimeValue: number): Promise<readonly Portrait[]> => {
  const variables = { minProbability, minLifetimeValue, first: 5 }
  const { usersAtRisk } = await ask<{ usersAtRisk: { edges: { node: { externalId: string } }[] } }>(
    server,
    'at-risk',
    variables,
  )
  return Promise.all(usersAtRisk.edges.map(({ node }) => portraitOf(node.externalId)))
}

const sections = async (): Promise<readonly string[]> => {
  const portraits = await Promise.all(externalIds.map(portraitOf))
  const risk = values['at-risk'] === undefined ? null : await atRisk(Number(values['at-risk']), Number(values.worth))
  const products = await Promise.all(values.product.map(similarTo))
  return [
    ...portraits.map(portraitMarkdown),
    ...(risk === null ? [] : [atRiskMarkdown(risk)]),
    ...(products.length === 0 ? [] : [similarMarkdown(products)]),
  ]
}

if (key === undefined) {
  process.stderr.write('Usage: node scripts/show-portraits.ts <graphql address> <key> <externalId...>\n')
  process.exitCode = 1
} else {
  process.stdout.write(`${(await sections()).join('\n')}`)
}
