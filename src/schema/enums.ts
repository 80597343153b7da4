import { churnBandCuts } from '../domain/churn-risk.ts'
import type { EventType as EventTypeName } from '../domain/event.ts'
import type { RunKind as RunKindName, RunStatus as RunStatusName } from '../domain/model-run.ts'
import type { Lifecycle as LifecycleName } from '../domain/portrait.ts'
import type {
  PredictionLever as PredictionLeverName,
  PredictionTarget as PredictionTargetName,
} from '../domain/prediction.ts'
import type { DriftLevel as DriftLevelName } from '../domain/prediction-report.ts'
import type { Evidence as EvidenceName } from '../domain/recommendation.ts'
import type { UpliftClass as UpliftClassName } from '../domain/uplift.ts'
import type { ConsentPurpose as ConsentPurposeName } from '../domain/user.ts'
import type { Topic } from '../resolvers/prediction-reasons.ts'
import { builder } from './builder.ts'

/** Every value with its meaning; a value that the domain has and this lacks does not compile. */
export const described = <Name extends string>(meanings: Readonly<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries<string>(meanings).map(([name, description]) => [name, { value: name as Name, description }]),
  ) as Record<Name, { value: Name; description: string }>

export const Lifecycle = builder.enumType('Lifecycle', {
  description: "Where a customer stands, measured in the own gaps between purchases, not in the shop's days.",
  values: described<LifecycleName>({
    NEW: "First order no longer ago than the shop's typical gap between purchases, and not silent for long.",
    ACTIVE: 'In rhythm: silent for at most 2 of the own gaps between purchases.',
    LOYAL: 'In rhythm, with as many purchase days as the top fifth of the customers (at least 3).',
    COOLING: 'Silent for more than 2, up to 4 of the own gaps between purchases.',
    DORMANT: 'Silent for more than 4 of the own gaps between purchases.',
  }),
})

export const MembershipEvent = builder.enumType('MembershipEvent', {
  description: 'What changed about a member of a segment.',
  values: described({ ENTERED: 'Came in.', LEFT: 'Went out.' }),
})

export const ChurnBand = builder.enumType('ChurnBand', {
  description: 'Churn probability in three bands; the cut points are the same for every run.',
  values: described({
    LOW: `Below ${churnBandCuts.medium}.`,
    MEDIUM: `From ${churnBandCuts.medium} to below ${churnBandCuts.high}.`,
    HIGH: `From ${churnBandCuts.high}.`,
  }),
})

export const EventType = builder.enumType('EventType', {
  description: 'What somebody did.',
  values: described<EventTypeName>({
    VIEW: 'Looked at a product.',
    SEARCH: 'Searched; `query` says for what.',
    ADD_TO_CART: 'Put a product into the cart.',
    REMOVE_FROM_CART: 'Took a product out of the cart.',
    PURCHASE: 'Bought: one line of an order.',
    RETURN: 'Gave back: one line of an order, with a positive quantity.',
    REVIEW: 'Reviewed a product, with `rating` or `text`.',
    COUPON_VIEW: 'Saw a coupon.',
    COUPON_REDEEM: 'Redeemed a coupon.',
    CUSTOM: "Anything else of the shop's own; see `properties`.",
  }),
})

export const Evidence = builder.enumType('Evidence', {
  description: 'What somebody did with a product that speaks for another one: the strongest, where there are several.',
  values: described<EvidenceName>({
    VIEW: 'Looked at it.',
    ADD_TO_CART: 'Put it into the cart.',
    LIKE: 'Rated it 4 or 5, or said so in a survey.',
    PURCHASE: 'Bought it.',
  }),
})

export const ConsentPurpose = builder.enumType('ConsentPurpose', {
  description: 'What a person may be contacted or computed for.',
  values: described<ConsentPurposeName>({
    EMAIL: 'Advertising by e-mail.',
    SMS: 'Advertising by text message.',
    PUSH: 'Advertising by notification on a device.',
    PERSONALISATION: 'Offers and recommendations chosen by behaviour.',
  }),
})

export const RunKind = builder.enumType('RunKind', {
  description: 'What a model run computes.',
  values: described<RunKindName>({
    PORTRAITS: 'Profiles of all users: lifecycle, RFM, categories, hours, labels.',
    CHURN_RISK: 'How likely each customer is to stay away.',
    LIFETIME_VALUE: 'What each customer is expected to spend.',
    RECOMMENDATIONS: 'Products for each user, and similar products.',
    SEGMENTS: 'Who is a member of which segment.',
    PURCHASE: 'How likely everybody is to buy within 7, 30 and 90 days.',
    NEXT_ORDER: 'When each customer orders next, what, and for how much.',
    RATING: 'How users would rate products.',
    CLUSTERS: 'Who behaves alike: clusters that were learned, not defined.',
    UPLIFT: 'What a coupon would change about whether each user buys.',
    NEXT_ACTION: 'What to send to whom: a policy over kinds of coupons, or none, learned from what they came to.',
  }),
})

export const RunStatus = builder.enumType('RunStatus', {
  description: 'How far a model run is.',
  values: described<RunStatusName>({
    QUEUED: 'Waits for a worker.',
    TRAINING: 'Is being computed.',
    CANDIDATE: 'Is computed and waits to be published with the others of its recompute.',
    PUBLISHED: 'Is what readers see.',
    ARCHIVED: 'Was published; a newer run took its place. It can be promoted again while its rows are kept.',
    REFUSED: 'Was computed, but a gate kept it out; `error` says which.',
    FAILED: 'Went wrong; `error` says how. The last good run stays published.',
  }),
})

export const SegmentKind = builder.enumType('SegmentKind', {
  description: 'How a segment comes about.',
  values: described({
    RFM: 'From the scores of recency, frequency and monetary value.',
    RULE: 'From a rule of its own.',
  }),
})

export const Language = builder.enumType('Language', {
  description: 'A language that texts come in.',
  values: described({ EN: 'English.', ZH: 'Simplified Chinese.' }),
})

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end of a list comes first.',
  values: described({ ASC: 'Smallest, oldest or first letter first.', DESC: 'Largest, newest or last letter first.' }),
})

/** Exactly what each target counts. The cut is the as-of of the run; a day is 24 hours from the cut on. */
export const PredictionTarget = builder.enumType('PredictionTarget', {
  description:
    'What is foretold. Seen from the cut, which is the as-of of the run: nothing after it is used. Days are 24 hours, counted from the cut; a purchase is an event of type PURCHASE, whatever is returned later.',
  values: described<PredictionTargetName>({
    CHURN:
      'No purchase within the own horizon of a customer (somebody with a purchase before the cut): three of their usual gaps between purchase days, rounded, at least 30 and at most 90 days. The usual gap is the mean of their own gaps with two gaps of the median of the shop added to them. Nobody says that they leave: it is silence, longer than theirs.',
    PURCHASE_7: 'At least one purchase within 7 days, of everybody who was known before the cut.',
    PURCHASE_30: 'At least one purchase within 30 days, of everybody who was known before the cut.',
    PURCHASE_90: 'At least one purchase within 90 days, of everybody who was known before the cut.',
    NEXT_ORDER_DAYS:
      'Days from the cut to the first purchase, begun ones counted, of customers; looked for within 90 days.',
    NEXT_CATEGORY:
      'The top category on which most is spent on the first day with a purchase within 90 days; those beyond the 24 most frequent are `other`.',
    NEXT_ORDER_SPEND:
      'What is spent on the first day with a purchase, if there is one within 90 days; quantity times unit price.',
    NEXT_ORDER_QUANTITY: 'Pieces bought on the first day with a purchase, if there is one within 90 days.',
    SPEND_90:
      'What is spent within 90 days, 0 where nothing is bought; quantity times unit price, returns not taken off.',
    ACTIVE_DAYS_30: 'Days with any activity within 30 days, 0 to 30: how much somebody will look around.',
    RATING: 'The stars, 1 to 5, that a user would give a product.',
  }),
})

export const DriftLevel = builder.enumType('DriftLevel', {
  description:
    'How differently something is distributed than in the run published before, by its population stability index.',
  values: described<DriftLevelName>({
    NONE: 'Below .1: much the same.',
    MODERATE: 'From .1 to below .25: worth a look.',
    MAJOR: 'From .25: the model meets people unlike those it was learned from. The log warns of it, too.',
  }),
})

export const Calibration = builder.enumType('Calibration', {
  description: 'How what a model says was made to match what comes.',
  values: described({
    PLATT: 'By a logistic curve (Platt 1999), fitted out of fold.',
    ISOTONIC: 'By a rising staircase (isotonic regression), fitted out of fold.',
    NONE: 'Left as it is.',
  }),
})

export const PredictionLever = builder.enumType('PredictionLever', {
  description: 'What a shop can bring about.',
  values: described<PredictionLeverName>({
    ORDER: 'One more order, of the usual size.',
    VISIT: 'A visit to the shop that ends without an order.',
    COUPON: 'A coupon is seen.',
    AMENDS: 'What went wrong after the last order is made good.',
    PRICE_AMENDS: 'A coupon makes up for the price.',
    REVIEW: 'A good review is given.',
  }),
})

export const BehaviourTopic = builder.enumType('BehaviourTopic', {
  description: 'What a feature of behaviour tells of.',
  values: described<Topic>({
    SILENCE: 'Nothing was bought, and nobody seen, lately.',
    FADING: 'Of those who came back after the last order without buying: how they stay away since.',
    EXPERIENCE: 'Ratings given.',
    RETURN: 'What was sent back.',
    PRICE: 'Dearer things, and complaints of it.',
    HABIT: 'How often, how regularly and since when somebody buys.',
    SPEND: 'How much somebody spends.',
    COUPON: 'Coupons seen and redeemed.',
    TASTE: 'What somebody buys.',
    TIME: 'Hours, weekdays and seasons.',
    ABOUT: 'Traits and channels.',
  }),
})

export const UpliftClass = builder.enumType('UpliftClass', {
  description: 'What a coupon does to somebody.',
  values: described<UpliftClassName>({
    PERSUADABLE: 'Buys with it, and would not without.',
    SURE_THING: 'Buys anyway: the discount is given away.',
    LOST_CAUSE: 'Does not buy, with it or without.',
    DO_NOT_DISTURB: 'Would buy without it, and does not with it.',
  }),
})
