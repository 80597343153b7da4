import type { Context } from '../context.ts'
import type { ExampleIds } from '../http/examples.ts'
import { portraitText } from './demo-portrait.ts'
import {
  type AtRisk,
  type LikelyToBuy,
  type Overview,
  type Portrait,
  readLikelyToBuy,
  readOverview,
  readPortrait,
  readValuableAtRisk,
} from './demo-report-query.ts'
import { grouped, percent, rounded } from './numbers.ts'
import { table } from './table.ts'

export interface DemoReport {
  readonly text: string
  /** Somebody and something worth looking at. */
  readonly exampleIds: ExampleIds | null
}

const section = (title: string, body: string): string => `\n${title}\n\n${body}`
const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

/** A description without the rule that follows its colon. */
const gist = (description: string): string => description.split(/[:.]/, 1)[0]

const segmentTable = ({ segments }: Overview): string => {
  const rows = segments.edges
    .map(({ node }) => node)
    .toSorted((a, b) => (b.userCount ?? 0) - (a.userCount ?? 0))
    .map(({ name, userCount, description }) => [name, grouped.format(userCount ?? 0), gist(description)])
  return table(['segment', 'people', 'who they are'], rows)
}

const riskTable = (users: readonly AtRisk[], currency: string): string =>
  users.length === 0
    ? 'Nobody.\n'
    : table(
        ['user', `spent ${currency}`, 'orders', 'days ago', 'risk', 'because'],
        users.map((user) => [
          user.externalId,
          grouped.format(user.profile.totalSpend),
          String(user.profile.orderCount),
          grouped.format(Math.floor(user.profile.recencyDays)),
          percent(user.churnRisk.probability),
          user.churnRisk.mainReason?.text ?? '',
        ]),
      )

/** What speaks most for an order. */
const bestReason = ({ predictions: { purchase } }: LikelyToBuy): string =>
  purchase.reasons
    .filter(({ feature, contribution }) => feature !== 'baseline' && contribution > 0)
    .toSorted((a, b) => b.contribution - a.contribution)[0]?.text ?? ''

const likelyTable = (users: readonly LikelyToBuy[]): string =>
  users.length === 0
    ? 'Nobody of whom it can be told.\n'
    : table(
        ['user', 'likely', 'next order', 'of', 'because'],
        users.map((user) => [
          user.externalId,
          percent(user.predictions.purchase.probability),
          user.predictions.nextOrder.date?.slice(0, 10) ?? '',
          user.predictions.nextCategory.category ?? '',
          bestReason(user),
        ]),
      )

type Run = Overview['modelRuns']['edges'][number]['node']

/** The metrics that say how good a run is, in words; all of them are in the answer of `modelRuns`. */
const scores: Readonly<Record<string, (value: (name: string) => string) => string>> = {
  CHURN_RISK: (value) =>
    `AUC ${value('auc')}, Brier ${value('brier')}, calibration error ${value('calibrationError')} on ${value('holdoutCustomers')} customers held out`,
  PURCHASE: (value) =>
    `within 30 days: AUC ${value('auc@PURCHASE_30')}, calibration error ${value('calibrationError@PURCHASE_30')}; within 90: AUC ${value('auc@PURCHASE_90')}`,
  NEXT_ORDER: (value) =>
    `${value('intervalCoverage@NEXT_ORDER_DAYS')} within the 80 % interval of the date; spend off by ${value('mae@SPEND_90')} on average`,
  RATING: (value) => `off by ${value('mae')} stars on average, the mean rating by ${value('baselineMae')}`,
  LIFETIME_VALUE: (value) =>
    `mean error ${value('spendMae')} of spend, ${value('ordersMae')} of orders; ${value('intervalCoverage')} within the 80 % interval`,
  RECOMMENDATIONS: (value) =>
    `recall@20 ${value('recall@20')}, ndcg@20 ${value('ndcg@20')}; of what is popular ${value('popularityRecall@20')}, ${value('popularityNdcg@20')}`,
  PORTRAITS: (value) => `${value('users')} people, ${value('customers')} of them customers`,
  SEGMENTS: () => 'everybody in exactly one',
}

const scoreOf = ({ kind, metrics, error }: Run): string => {
  if (error !== null) return error.message
  const known = new Map(metrics.map(({ name, value }) => [name, rounded(value)]))
  const text = scores[kind]?.((name) => known.get(name) ?? '?') ?? ''
  return text.includes('?') ? 'too little held out to measure on' : text
}

const modelTable = ({ modelRuns }: Overview): string =>
  table(
    ['model', 'status', 'seconds', 'score'],
    modelRuns.edges.map(({ node }) => [
      node.kind,
      node.status,
      rounded(node.metrics.find(({ name }) => name === 'seconds')?.value ?? 0),
      scoreOf(node),
    ]),
  )

const exampleIdsOf = ({ externalId, recommendations }: Portrait, { segments }: Overview): ExampleIds => ({
  user: externalId,
  product: recommendations.edges[0]?.node.product.externalId ?? '',
  segment: segments.edges[0]?.node.key ?? '',
})

const shown = 5

/** Different things that recommendations are owed to. */
const variety = ({ recommendations }: Portrait): number =>
  new Set(recommendations.edges.map(({ node }) => node.reasons[0]?.text)).size

/** Of the first of those at risk the one whose recommendations have most to say. */
const showcase = async (context: Context, atRisk: readonly AtRisk[]): Promise<Portrait | null> => {
  const portraits = await Promise.all(atRisk.slice(0, shown).map(({ externalId }) => readPortrait(context, externalId)))
  return portraits.toSorted((a, b) => variety(b) - variety(a))[0] ?? null
}

/** What was found in the shop, as a person reads it at once. */
export const reportDemo = async (context: Context): Promise<DemoReport> => {
  const { currency } = context.config
  const [overview, atRisk, likely] = await Promise.all([
    readOverview(context),
    readValuableAtRisk(context, { count: 10, minProbability: 0.5 }),
    readLikelyToBuy(context, 10),
  ])
  const portrait = await showcase(context, atRisk)
  const sections = [
    section('SEGMENTS', indent(segmentTable(overview))),
    section('MOST VALUABLE CUSTOMERS AT RISK (50 % or more)', indent(riskTable(atRisk, currency))),
    section('MOST LIKELY TO BUY WITHIN 30 DAYS', indent(likelyTable(likely))),
    ...(portrait === null
      ? []
      : [section(`PORTRAIT OF ${portrait.externalId}`, indent(portraitText(portrait, currency)))]),
    section('MODELS', indent(modelTable(overview))),
  ]
  return { text: sections.join(''), exampleIds: portrait && exampleIdsOf(portrait, overview) }
}
