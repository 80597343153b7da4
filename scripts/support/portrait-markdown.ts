import { decimals, grouped, percent } from '../../src/commands/numbers.ts'

interface Insufficient {
  readonly __typename: 'InsufficientData'
  readonly what: string
}

interface ChurnRisk {
  readonly __typename: 'ChurnRisk'
  readonly probability: number
  readonly band: string
  readonly probabilityAlive: number
  readonly horizonDays: number
  readonly reasons: readonly { readonly feature: string; readonly contribution: number; readonly text: string }[]
  readonly counterfactual: { readonly text: string } | null
}

interface LifetimeValue {
  readonly __typename: 'LifetimeValue'
  readonly historic: number
  readonly predicted: number
  readonly horizonDays: number
  readonly expectedOrders: number
  readonly low: number
  readonly high: number
}

interface Product {
  readonly externalId: string
  readonly name: string | null
}

/** What examples/operations/portrait.graphql answers, as far as it is shown. */
export interface Portrait {
  readonly externalId: string
  readonly profile: {
    readonly lifecycle: string | null
    readonly orderCount: number
    readonly recencyDays: number | null
    readonly averageOrderValue: number | null
    readonly rfm: { readonly recency: number; readonly frequency: number; readonly monetary: number } | null
    readonly favouriteCategories: readonly {
      readonly category: string
      readonly share: number
      readonly lift: number
    }[]
    readonly labels: readonly { readonly text: string }[]
  }
  readonly churnRisk: ChurnRisk | Insufficient
  readonly lifetimeValue: LifetimeValue | Insufficient
  readonly segments: readonly { readonly segment: { readonly name: string } }[]
  readonly recommendations: {
    readonly edges: readonly {
      readonly node: {
        readonly product: Product
        readonly reasons: readonly { readonly weight: number; readonly text: string }[]
      }
    }[]
  }
}

/** What examples/operations/products.graphql answers. */
export interface SimilarProducts {
  readonly name: string | null
  readonly category: string | null
  readonly similar: {
    readonly edges: readonly { readonly node: { readonly product: Product; readonly score: number } }[]
  }
}

const nameOf = ({ name, externalId }: Product): string => name ?? externalId
const signed = (logits: number): string => `${logits < 0 ? '−' : '+'}${Math.abs(logits).toFixed(2)}`
const spent = (value: Portrait['lifetimeValue']): string =>
  value.__typename === 'LifetimeValue' ? decimals.format(value.historic) : `unknown, for want of ${value.what}`

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')

const rowsOfProfile = ({ profile, segments, lifetimeValue }: Portrait): readonly (readonly string[])[] => {
  const { lifecycle, rfm, orderCount, averageOrderValue, recencyDays, favouriteCategories, labels } = profile
  const scores = rfm === null ? 'no RFM scores' : `R ${rfm.recency}, F ${rfm.frequency}, M ${rfm.monetary}`
  const each = averageOrderValue === null ? '' : `, ${decimals.format(averageOrderValue)} on average`
  const last = recencyDays === null ? '' : `, the last ${grouped.format(recencyDays)} days ago`
  const likes = favouriteCategories.map(
    ({ category, share, lift }) => `${category} ${percent(share)} (×${lift.toFixed(1)})`,
  )
  return [
    [
      'lifecycle, segment',
      `${lifecycle ?? 'never ordered'}; ${segments.map(({ segment }) => segment.name).join(', ')}; ${scores}`,
    ],
    ['orders', `${orderCount}${each}${last}`],
    ['spent', spent(lifetimeValue)],
    ['likes (lift)', likes.join(', ') || 'nothing known'],
    ['labels', labels.map(({ text }) => text).join(', ') || 'none'],
  ]
}

const rowsOfRisk = ({ churnRisk }: Portrait): readonly (readonly string[])[] => {
  if (churnRisk.__typename === 'InsufficientData') return [['churn risk', `unknown, for want of ${churnRisk.what}`]]
  const { probability, band, horizonDays, probabilityAlive, reasons, counterfactual } = churnRisk
  return [
    [
      'churn risk',
      `${percent(probability)} (${band}) not to buy within ${horizonDays} days; alive ${percent(probabilityAlive)}`,
    ],
    ['because', reasons.map(({ contribution, text }) => `${text} (${signed(contribution)})`).join('<br>')],
    ['would help', counterfactual?.text ?? 'nothing within reach'],
  ]
}

const rowsOfValue = ({ lifetimeValue }: Portrait): readonly (readonly string[])[] => {
  if (lifetimeValue.__typename === 'InsufficientData') return []
  const { predicted, low, high, horizonDays, expectedOrders } = lifetimeValue
  const range = `${grouped.format(low)} to ${grouped.format(high)}`
  return [
    [
      'value',
      `${grouped.format(predicted)} (${range}) and ${expectedOrders.toFixed(1)} orders expected within ${horizonDays} days`,
    ],
  ]
}

/** One person: a table of facts and the products recommended, each with its heaviest reason. */
export const portraitMarkdown = (user: Portrait): string => {
  const facts = [...rowsOfProfile(user), ...rowsOfRisk(user), ...rowsOfValue(user)]
  const products = user.recommendations.edges.map(({ node: { product, reasons } }, at) => {
    const [main] = reasons.toSorted((a, b) => b.weight - a.weight)
    return `${at + 1}. ${nameOf(product)} — ${main.text} (${percent(main.weight)} of the score)\n`
  })
  return `### ${user.externalId}\n\n${table(['', ''], facts)}\n${products.join('')}`
}

/** A list of people as one table. */
export const atRiskMarkdown = (users: readonly Portrait[]): string => {
  const rows = users.map(({ externalId, profile, segments, churnRisk, lifetimeValue }) => [
    externalId,
    segments.map(({ segment }) => segment.name).join(', '),
    String(profile.orderCount),
    spent(lifetimeValue),
    grouped.format(profile.recencyDays ?? 0),
    churnRisk.__typename === 'ChurnRisk' ? percent(churnRisk.probability) : '',
    lifetimeValue.__typename === 'LifetimeValue'
      ? `${grouped.format(lifetimeValue.predicted)} (${grouped.format(lifetimeValue.low)} to ${grouped.format(lifetimeValue.high)})`
      : '',
  ])
  return table(['user', 'segment', 'orders', 'spent', 'days ago', 'risk', 'value'], rows)
}

/** Products and what goes with them, five each. */
export const similarMarkdown = (products: readonly SimilarProducts[]): string =>
  table(
    ['product', 'category', 'bought by the same people (cosine)'],
    products.map(({ name, category, similar }) => [
      name ?? '',
      category ?? '',
      similar.edges
        .slice(0, 5)
        .map(({ node }) => `${nameOf(node.product)} ${node.score.toFixed(2)}`)
        .join(', '),
    ]),
  )
