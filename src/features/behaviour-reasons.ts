import { traitColumn } from './behaviour-features.ts'

/**
 * What a feature tells of. Features of one topic say the same thing in several ways and share what it contributes among them, so that only their sum means anything.
 * SILENCE: nothing was bought and nobody seen lately. FADING: of who came back after the last order without buying, how they stay away since. EXPERIENCE: ratings. RETURN: what was
 * sent back. PRICE: dearer things, and complaints of it. HABIT: how often, how regularly and since when somebody buys. SPEND: how much. COUPON: coupons seen and redeemed. TASTE: what is bought.
 * TIME: hours, weekdays and seasons. ABOUT: traits and channels.
 */
export const behaviourTopics = [
  'SILENCE',
  'FADING',
  'EXPERIENCE',
  'RETURN',
  'PRICE',
  'HABIT',
  'SPEND',
  'COUPON',
  'TASTE',
  'TIME',
  'ABOUT',
] as const
export type BehaviourTopic = (typeof behaviourTopics)[number]

/** Topics that tell why somebody leaves; the others tell that somebody does, or who is likelier to. */
export const causalTopics: ReadonlySet<BehaviourTopic> = new Set(['FADING', 'EXPERIENCE', 'RETURN', 'PRICE'])

/** By the beginning of a column's name; the first that fits. */
const beginnings: readonly (readonly [BehaviourTopic, readonly string[]])[] = [
  ['RETURN', ['return', 'daysSinceReturn', 'ratingAfterReturn']],
  ['EXPERIENCE', ['rating', 'lastRating', 'daysSinceRating', 'lowestRating', 'lowRating', 'daysSinceLowRating']],
  ['PRICE', ['price', 'lastPriceChange', 'mostPriceChange', 'latestPriceChange']],
  ['COUPON', ['coupon']],
  ['TIME', ['morning', 'evening', 'night', 'weekend', 'season']],
  ['TASTE', ['categories', 'topCategory', 'sameAgain']],
  ['ABOUT', [traitColumn(''), 'channel']],
  [
    'SILENCE',
    [
      'daysSinceLast',
      'silence',
      'lastOrderOverTenure',
      'visit',
      'awayAfterLooking',
      'leftInCart',
      'activeDays',
      'views',
      'searches',
      'cart',
      'purchaseDays7',
      'purchaseDays30',
      'purchaseDays60',
      'purchaseDays90',
    ],
  ],
  ['SPEND', ['spend', 'lastSpend', 'piecesPerLine', 'linesPer']],
  ['HABIT', ['tenure', 'knownDays', 'purchase', 'usualGap', 'gap', 'lastGap', 'ordersPerVisit']],
]

/** What is above 0 for those alone who came back after the last order without buying: then it tells of fading. */
const inVain = new Set(['awayAfterLooking', 'visitsSinceOrder', 'viewsSinceOrder', 'leftInCart'])
/** What then tells of it as well, beside how it is put. */
const ofVisits = new Set([...inVain, 'daysSinceLastSeen', 'visitSilence', 'visitPaceSinceOrder', 'visitTrend'])

/** The topic of a column of the behaviour table in the light of somebody's value (null: missing); ABOUT for a column that is not of the table. */
export const behaviourTopicOf = (column: string, value: number | null = null): BehaviourTopic => {
  if (inVain.has(column) && (value ?? 0) > 0) return 'FADING'
  return beginnings.find(([, names]) => names.some((name) => column.startsWith(name)))?.[0] ?? 'ABOUT'
}

/** What one topic adds to a logit, and the column that says it best. */
export interface TopicReason {
  readonly topic: BehaviourTopic
  /** Sum over its columns, in logits, measured from the average customer. */
  readonly contribution: number
  /** Place of the column that contributes most in the direction of the sum. */
  readonly lead: number
}

/**
 * What moves one person's logit, topic by topic, the largest first. `contributions`: one per column, as a classifier explains a row; sums of topics add up to the same as they do.
 * `speaks`: whether a column may stand for its topic; all may when absent. Topics that add nothing are left out.
 */
export const topicReasons = (
  topics: readonly BehaviourTopic[],
  contributions: ArrayLike<number>,
  speaks: (column: number) => boolean = () => true,
): readonly TopicReason[] => {
  const sums = new Map<BehaviourTopic, number>()
  topics.forEach((topic, column) => {
    sums.set(topic, (sums.get(topic) ?? 0) + contributions[column])
  })
  const leads = new Map<BehaviourTopic, number>()
  topics.forEach((topic, column) => {
    if (!speaks(column)) return
    const sign = Math.sign(sums.get(topic) ?? 0)
    const lead = leads.get(topic)
    if (lead === undefined || sign * contributions[column] > sign * contributions[lead]) leads.set(topic, column)
  })
  return [...sums]
    .filter(([topic, contribution]) => contribution !== 0 && leads.has(topic))
    .map(([topic, contribution]) => ({ topic, contribution, lead: leads.get(topic) ?? 0 }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}

/**
 * What says a topic best where it pulls its way and there is something to say: what happened since the last order, before what is known of all time. A column above 0 is there; of stars the lowest
 * are the news.
 */
const bestSaid: readonly (readonly [column: string, isNews: (value: number) => boolean])[] = [
  ['lowestRatingSinceOrder', (stars) => stars <= 3],
  ['ratingAfterReturn', (stars) => stars <= 3],
  ['returnsSinceOrder', (things) => things > 0],
  ['priceComplaintsSinceOrder', (times) => times > 0],
  ['silence', (gaps) => gaps > 1],
]

/** Reads one person's reasons. `cellOf`: the person's own value by place of the column. */
export const createTopicReasons = (columns: readonly { readonly name: string }[]) => {
  const away = columns.map(({ name }) => behaviourTopicOf(name))
  const back = columns.map(({ name }, at): BehaviourTopic => (ofVisits.has(name) ? 'FADING' : away[at]))
  const speaksOfFading = columns.map(({ name }) => inVain.has(name))
  const placeOf = (wanted: string): number => columns.findIndex(({ name }) => name === wanted)
  const visits = placeOf('visitsSinceOrder')
  const best = bestSaid.map(([name, isNews]) => ({ place: placeOf(name), isNews })).filter(({ place }) => place >= 0)
  return (contributions: ArrayLike<number>, cellOf: (column: number) => number): readonly TopicReason[] => {
    const cameBack = visits >= 0 && cellOf(visits) > 0
    const topics = cameBack ? back : away
    const speaks = (column: number): boolean =>
      topics[column] !== 'FADING' || (speaksOfFading[column] && cellOf(column) > 0)
    return topicReasons(topics, contributions, speaks).map((reason) => {
      const better = best.find(
        ({ place, isNews }) =>
          topics[place] === reason.topic && isNews(cellOf(place)) && contributions[place] * reason.contribution > 0,
      )
      return better ? { ...reason, lead: better.place } : reason
    })
  }
}

/** What the other topics say is not a thing to act on: a city, an hour of the day, a favourite category. */
const tellingTopics: ReadonlySet<BehaviourTopic> = new Set([...causalTopics, 'SILENCE', 'HABIT'])

/**
 * Why a risk is higher than the average customer's: of the topics that raise it the largest that tells why somebody leaves, where it raises it at least `noticeable` (logits); else the largest that
 * tells that somebody does; else the largest. null where nothing raises it.
 */
export const mainReason = (reasons: readonly TopicReason[], noticeable = 0.1): TopicReason | null => {
  const raising = reasons.filter(({ contribution }) => contribution > 0)
  const among = (topics: ReadonlySet<BehaviourTopic>) =>
    raising.find(({ topic, contribution }) => topics.has(topic) && contribution >= noticeable)
  return among(causalTopics) ?? among(tellingTopics) ?? raising[0] ?? null
}
