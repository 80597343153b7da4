import type { Portrait } from './demo-report-query.ts'
import { decimals, grouped, percent } from './numbers.ts'
import { table } from './table.ts'

type Fact = readonly [name: string, value: string]

/** Eight heights, the tallest for the largest. */
const sparkline = (values: readonly number[]): string => {
  const largest = Math.max(...values, Number.MIN_VALUE)
  return values.map((value) => '▁▂▃▄▅▆▇█'[Math.min(7, Math.floor((8 * value) / largest))]).join('')
}

const whoOf = ({ createdAt, traits, profile, segments }: Portrait): readonly Fact[] => [
  ['customer', `since ${createdAt.slice(0, 10)}; ${traits.map(({ name, value }) => `${name} ${value}`).join(', ')}`],
  ['lifecycle', `${profile.lifecycle}; ${segments.map(({ segment }) => segment.name).join(', ') || 'in no segment'}`],
  ['labels', profile.labels.map(({ text }) => text).join('; ') || 'none'],
]

const behaviourOf = ({ profile }: Portrait, currency: string): readonly Fact[] => {
  const { recency, frequency, monetary } = profile.rfm
  const each = `${currency} ${decimals.format(profile.averageOrderValue)} each`
  return [
    ['orders', `${profile.orderCount}, ${each}; the last ${grouped.format(profile.recencyDays)} days ago`],
    ['RFM', `recency ${recency}, frequency ${frequency}, monetary ${monetary} (of 5)`],
    ['likes', profile.favouriteCategories.map(({ category, share }) => `${category} ${percent(share)}`).join(', ')],
    ['hours', `${sparkline(profile.activeHours.map(({ share }) => share))}  (0 to 23 h)`],
    ['satisfaction', profile.satisfaction === null ? 'unknown' : percent(profile.satisfaction)],
  ]
}

const worthOf = ({ lifetimeValue }: Portrait, currency: string): readonly Fact[] => {
  if (lifetimeValue.predicted === undefined) return []
  const { historic, predicted, low, high, horizonDays } = lifetimeValue
  const range = `${decimals.format(low)} to ${decimals.format(high)}`
  const expected = `${decimals.format(predicted)} expected in ${horizonDays} days (${range})`
  return [['value', `${currency} ${decimals.format(historic)} so far; ${expected}`]]
}

const riskOf = ({ churnRisk }: Portrait): readonly Fact[] => {
  const { probability, band, horizonDays, counterfactual } = churnRisk
  return [
    ['churn risk', `${percent(probability)} (${band}) not to buy within ${horizonDays} days`],
    ...(counterfactual === null ? [] : [['would help', counterfactual.text] as const]),
  ]
}

const day = (time: string | null | undefined): string | null => time?.slice(0, 10) ?? null

const nextOf = ({ predictions: { nextOrder, nextCategory } }: Portrait): readonly Fact[] => {
  const { date, earliest, latest, probabilityOfNone } = nextOrder
  if (probabilityOfNone === undefined) return []
  const from = day(earliest)
  const range = from === null ? '' : ` (${from} to ${day(latest) ?? 'beyond 90 days'})`
  const when = day(date) ?? 'rather not within 90 days'
  const of = nextCategory.category === undefined ? '' : `, most likely of ${nextCategory.category}`
  return [['next order', `${when}${range}${of}; ${percent(probabilityOfNone)} that there is none within 90 days`]]
}

const reasonTable = ({ churnRisk }: Portrait): string =>
  table(
    ['logit', 'why'],
    churnRisk.reasons.map(({ contribution, text }) => [(contribution > 0 ? '+' : '') + contribution.toFixed(2), text]),
  )

const recommendationTable = ({ recommendations }: Portrait): string =>
  table(
    ['recommended', 'price', 'of it', 'because'],
    recommendations.edges.map(({ node: { product, reasons } }) => [
      product.name ?? product.externalId,
      product.price === null ? '' : decimals.format(product.price),
      reasons[0] === undefined ? '' : percent(reasons[0].weight),
      reasons[0]?.text ?? '',
    ]),
  )

/** One person on one screen. */
export const portraitText = (user: Portrait, currency: string): string => {
  const facts = [
    ...whoOf(user),
    ...behaviourOf(user, currency),
    ...worthOf(user, currency),
    ...riskOf(user),
    ...nextOf(user),
  ]
  const lines = facts.map(([name, value]) => `${name.padEnd(13)} ${value}\n`)
  return `${lines.join('')}\n${reasonTable(user)}\n${recommendationTable(user)}`
}
