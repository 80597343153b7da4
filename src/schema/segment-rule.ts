import { countableFields, couponOffers, profileFields, summableFields } from '../domain/segment-rule.ts'
import { builder } from './builder.ts'
import { ConsentPurpose, EventType } from './enums.ts'
import {
  NamedValueTest,
  NumberTest,
  numberFields,
  TextTest,
  TimeWindow,
  valueFields,
  windowFields,
} from './segment-rule-tests.ts'

const of = <Name extends string>(names: readonly Name[], meanings: Readonly<Record<Name, string>>) =>
  Object.fromEntries(names.map((name) => [name, { description: meanings[name] }])) as Record<
    Name,
    { description: string }
  >

const EventCondition = builder.inputType('EventCondition', {
  description: 'A condition on an event: exactly one.',
  isOneOf: true,
  fields: (t) => ({
    product: t.field({ type: TextTest, description: "The shop's own id of the product." }),
    category: t.field({
      type: TextTest,
      description:
        'Path of the product\'s category; `eq` and `in` mean that category and all below it: "toys" is also "toys > bricks".',
    }),
    attribute: t.field({ type: NamedValueTest, description: 'An attribute of the product, such as `brand`.' }),
    channel: t.field({ type: TextTest, description: 'Channel of the event.' }),
    query: t.field({ type: TextTest, description: 'What was searched for.' }),
    text: t.field({ type: TextTest, description: 'Text of a review.' }),
    order: t.field({ type: TextTest, description: 'Id of the order.' }),
    session: t.field({ type: TextTest, description: 'Id of the visit.' }),
    currency: t.field({ type: TextTest, description: 'Currency of the price.' }),
    rating: t.field({ type: NumberTest, description: 'Stars of a review, 1 to 5.' }),
    quantity: t.field({ type: NumberTest, description: 'How many.' }),
    price: t.field({ type: NumberTest, description: 'Price of one.' }),
    amount: t.field({ type: NumberTest, description: 'Price times quantity (1 where none is given).' }),
    property: t.field({ type: NamedValueTest, description: "A property of the shop's own." }),
  }),
})

type Fields = Parameters<typeof numberFields>[0]

const filterFields = (t: Fields) => ({
  type: t.field({ type: EventType, required: true, description: 'What somebody did.' }),
  where: t.field({ type: [EventCondition], description: 'All of these must hold of each event.' }),
})

const EventFilter = builder.inputType('EventFilter', {
  description: 'Events of a type, of a kind.',
  fields: filterFields,
})

const SummableField = builder.enumType('SummableField', {
  description: 'What events can be added up by.',
  values: of(summableFields, {
    AMOUNT: 'Price times quantity.',
    QUANTITY: 'How many.',
    PRICE: 'Price of one.',
    RATING: 'Stars.',
  }),
})

const CountableField = builder.enumType('CountableField', {
  description: 'What different values of are counted.',
  values: of(countableFields, {
    PRODUCT: 'Products.',
    CATEGORY: 'Categories, whole paths.',
    ORDER: 'Orders.',
    SESSION: 'Visits.',
    CHANNEL: 'Channels.',
    QUERY: 'Searches.',
    DAY: 'Days of UTC.',
  }),
})

const FieldTest = builder.inputType('FieldTest', {
  description: 'Conditions, at least one, on a number made of a field of the events.',
  fields: (t) => ({
    field: t.field({ type: SummableField, required: true, description: 'The field.' }),
    ...numberFields(t),
  }),
})

const DistinctTest = builder.inputType('DistinctTest', {
  description: 'Conditions, at least one, on how many different values there are.',
  fields: (t) => ({
    field: t.field({ type: CountableField, required: true, description: 'Of what.' }),
    ...numberFields(t),
  }),
})

const EventClause = builder.inputType('EventClause', {
  description:
    'Events in a window, and what must be so of them together. With no demand but the window: there is at least one. `count: {eq: 0}` finds who never did.',
  fields: (t) => ({
    ...filterFields(t),
    ...windowFields(t),
    count: t.field({ type: NumberTest, description: 'How many there are.' }),
    sum: t.field({ type: FieldTest, description: 'What they add up to; 0 without any.' }),
    average: t.field({ type: FieldTest, description: 'Their mean; unknown without any.' }),
    minimum: t.field({ type: FieldTest, description: 'The smallest; unknown without any.' }),
    maximum: t.field({ type: FieldTest, description: 'The largest; unknown without any.' }),
    distinct: t.field({ type: DistinctTest, description: 'How many different ones.' }),
    first: t.field({ type: TimeWindow, description: 'When the first of them was.' }),
    last: t.field({ type: TimeWindow, description: 'When the last of them was.' }),
  }),
})

const SequenceClause = builder.inputType('SequenceClause', {
  description:
    'First one thing, strictly later another, and so on. With `negateLast`: the others, and then not the last within `within`, which has passed; without `within`, not until now.',
  fields: (t) => ({
    steps: t.field({ type: [EventFilter], required: true, description: 'Two to eight, in order.' }),
    within: t.string({ description: 'From the first step to the last at most so long, such as "P1D".' }),
    negateLast: t.boolean({ defaultValue: false, description: 'Whether the last step must not have come.' }),
    window: t.field({ type: TimeWindow, description: 'Where all steps are looked for.' }),
  }),
})

const StoppedClause = builder.inputType('StoppedClause', {
  description: 'Did it, and then no more.',
  fields: (t) => ({
    ...filterFields(t),
    silence: t.string({ required: true, description: 'Not for at least so long, such as "P60D".' }),
    times: t.int({ defaultValue: 1, description: 'Had done it on at least so many days of UTC.' }),
  }),
})

const RestartedClause = builder.inputType('RestartedClause', {
  description: 'Did it again after not having done it for long.',
  fields: (t) => ({
    ...filterFields(t),
    silence: t.string({ required: true, description: 'Had not done it for at least so long, such as "P60D".' }),
    within: t.string({ required: true, description: 'Came back not longer ago than this.' }),
  }),
})

const RegularlyClause = builder.inputType('RegularlyClause', {
  description: 'Did it at least once in each of the last periods, counted back from now.',
  fields: (t) => ({
    ...filterFields(t),
    every: t.string({ required: true, description: 'Length of a period, such as "P7D".' }),
    periods: t.int({ required: true, description: 'How many, at least 2.' }),
  }),
})

const ProfileField = builder.enumType('ProfileField', {
  description: 'A field of the published portrait, or of the user.',
  values: of(profileFields, {
    ORDER_COUNT: 'Number: orders.',
    PURCHASE_DAYS: 'Number: days with a purchase.',
    RECENCY_DAYS: 'Number: days since the last purchase; unknown of somebody who has never ordered.',
    FREQUENCY: 'Number: repeat purchases.',
    MONETARY: 'Number: mean value of a repeat purchase day.',
    AVERAGE_ORDER_VALUE: 'Number: mean value of an order.',
    TOTAL_SPEND: 'Number: spent less returned.',
    RFM_RECENCY: 'Number: score 1 to 5.',
    RFM_FREQUENCY: 'Number: score 1 to 5.',
    RFM_MONETARY: 'Number: score 1 to 5.',
    SATISFACTION: 'Number: 0 to 1.',
    LIFECYCLE: 'Text: a value of `Lifecycle`.',
    LABEL: 'Texts: keys of labels; one of them must meet the conditions.',
    FAVOURITE_CATEGORY: 'Texts: paths of categories; `eq` and `in` mean a category and all below it.',
    EXTERNAL_ID: "Text: the shop's own id of the user.",
    CREATED_AT: 'Time: when the user came.',
    FIRST_SEEN_AT: 'Time: of the first event.',
    LAST_SEEN_AT: 'Time: of the last event.',
  }),
})

const ProfileClause = builder.inputType('ProfileClause', {
  description:
    'Conditions, at least one, on a field: numbers are compared with numbers, texts with texts, times with instants as ISO 8601. Users whom the published portraits do not know meet none but `exists: false`.',
  fields: (t) => ({
    field: t.field({ type: ProfileField, required: true, description: 'The field.' }),
    ...valueFields(t),
  }),
})

const PurchaseProbabilityClause = builder.inputType('PurchaseProbabilityClause', {
  description: 'Conditions, at least one, on the predicted probability of a purchase.',
  fields: (t) => ({
    withinDays: t.int({ required: true, description: '7, 30 or 90.' }),
    ...numberFields(t),
  }),
})

const AffinityClause = builder.inputType('AffinityClause', {
  description:
    "Conditions, at least one, on how much somebody likes a product (its published score over that of the user's best, 0 to 1; none outside the published list) or a category (share of spend, 0 to 1). Exactly one of them.",
  fields: (t) => ({
    product: t.id({ description: "The shop's own id of a product." }),
    category: t.string({ description: 'Path of a category, with all below it.' }),
    ...numberFields(t),
  }),
})

const CouponOffer = builder.enumType('CouponOffer', {
  description: 'What kind of coupon.',
  values: of(couponOffers, {
    PERCENT: 'Per cent off the order.',
    FIXED: 'An amount off the order.',
    SHIPPING: 'Delivery for nothing.',
    ANY: 'Coupons of every kind taken together.',
  }),
})

const UpliftTest = builder.inputType('UpliftTest', {
  description:
    'Conditions, at least one, on by how much a coupon raises the probability of a purchase, -1 to 1: the best of the kinds that a campaign has, or one kind. Exactly one of the two; of a kind that nothing was measured of, what is published of coupons of every kind.',
  fields: (t) => ({
    campaign: t.id({ description: 'Key of a campaign.' }),
    offer: t.field({ type: CouponOffer, description: 'A kind of coupon.' }),
    ...numberFields(t),
  }),
})

const BucketClause = builder.inputType('BucketClause', {
  description:
    'A random part of all users that stays the same: who is in `from` to `to` per cent by the hash of seed and user.',
  fields: (t) => ({
    seed: t.string({ required: true, description: 'Another seed is another draw.' }),
    from: t.float({ required: true, description: 'From 0; belongs to it.' }),
    to: t.float({ required: true, description: 'To 100; does not belong to it.' }),
  }),
})

/** Rules are made of rules, which no type can say of itself; what it means is read, and refused, in rules/. */
interface RuleShape {
  readonly all?: readonly RuleShape[] | null
  readonly any?: readonly RuleShape[] | null
  readonly not?: RuleShape | null
}

export const SegmentRule = builder.inputRef<RuleShape>('SegmentRule')
SegmentRule.implement({
  description:
    'Who belongs to a segment, as typed data nested as deep as wanted (32 levels, 1000 clauses): exactly one of these. Nothing unknown meets a condition; `not` of it does hold.',
  isOneOf: true,
  fields: (t: Fields) => ({
    all: t.field({ type: [SegmentRule], description: 'All of these hold.' }),
    any: t.field({ type: [SegmentRule], description: 'At least one of these holds.' }),
    not: t.field({ type: SegmentRule, description: 'This does not hold.' }),
    profile: t.field({ type: ProfileClause, description: 'A field of the portrait.' }),
    trait: t.field({ type: NamedValueTest, description: 'A trait, as imported.' }),
    event: t.field({ type: EventClause, description: 'Events in a window.' }),
    sequence: t.field({ type: SequenceClause, description: 'One thing after another.' }),
    stopped: t.field({ type: StoppedClause, description: 'Did something, and then no more.' }),
    restarted: t.field({ type: RestartedClause, description: 'Did something again after long.' }),
    regularly: t.field({ type: RegularlyClause, description: 'Does something again and again.' }),
    churnRisk: t.field({ type: NumberTest, description: 'Published churn probability, 0 to 1.' }),
    lifetimeValue: t.field({ type: NumberTest, description: 'Published predicted value.' }),
    purchaseProbability: t.field({
      type: PurchaseProbabilityClause,
      description: 'Published probability of a purchase.',
    }),
    affinity: t.field({ type: AffinityClause, description: 'How much a product or a category is liked.' }),
    uplift: t.field({
      type: UpliftTest,
      description: 'Published effect of a coupon on the probability of a purchase.',
    }),
    cluster: t.int({ description: 'Number of a cluster, as `clusters` lists them: the same from run to run.' }),
    inSegment: t.id({ description: 'Key of another segment whose members belong here.' }),
    inList: t.id({ description: 'Key of a list of users.' }),
    bucket: t.field({ type: BucketClause, description: 'A random part that stays the same.' }),
    consent: t.field({
      type: ConsentPurpose,
      description: 'Has consented to this; see also `consents` of the segment.',
    }),
  }),
} as never)
