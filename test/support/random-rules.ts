import fc from 'fast-check'

import type { SegmentRule } from '../../src/domain/segment-rule.ts'
import type { PersonRecord, RecordedEvent, ShopRecord } from './reference-rules.ts'

/** Everything is drawn from few values, so that rules meet people. Money is in quarters: sums are exact, whatever their order. */
export const now = Date.parse('2026-03-01T00:00:00Z')
const day = 86_400_000

const categories = ['toys', 'toys > bricks', 'toystore', 'home', 'home > kitchen > pans'] as const
export const products: ShopRecord['products'] = Object.fromEntries(
  ['p1', 'p2', 'p3', 'p4', 'p5', 'q6'].map((id, at) => [
    id,
    {
      category: at === 5 ? null : categories[at],
      attributes: {
        ...(at % 2 === 0 && { brand: at === 0 ? 'Acme' : 'Öko' }),
        ...(at > 2 && { weight: at }),
        ...(at === 1 && { brand: null }),
      },
    },
  ]),
)
export const shop: ShopRecord = { now, products, campaigns: { spring: ['PERCENT', 'SHIPPING'], bare: [] } }

const productId = fc.constantFrom(...Object.keys(products))
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
const quarter = fc.integer({ min: 0, max: 12 }).map((n) => n / 4)
const scalar = fc.constantFrom('a', 'ab', 'B', '', '2026-01-05', 1, 2, 2.5, true, false)
const property = fc.dictionary(fc.constantFrom('k', 'odd "name'), fc.oneof(scalar, fc.constant(null)))
const text = fc.constantFrom('web', 'app', 'a', 'ab', '')

/** Whole days and hours before now, so that edges of windows are met. */
const at = fc.oneof(
  fc.integer({ min: -2, max: 40 }).map((days) => now - days * day),
  fc.integer({ min: -24, max: 24 * 30 }).map((hours) => now - hours * 3_600_000),
)

const types = ['VIEW', 'PURCHASE', 'ADD_TO_CART'] as const
export const event: fc.Arbitrary<RecordedEvent> = fc.record({
  type: fc.constantFrom(...types),
  at,
  product: orNull(productId),
  quantity: orNull(fc.integer({ min: 1, max: 3 })),
  price: orNull(quarter),
  rating: orNull(fc.integer({ min: 1, max: 5 })),
  channel: orNull(text),
  query: orNull(text),
  text: orNull(text),
  order: orNull(text),
  session: orNull(text),
  currency: orNull(text),
  properties: orNull(property),
})

const share = fc.integer({ min: 0, max: 8 }).map((n) => n / 8)
const segmentKeys = ['circle', 'new "people"'] as const
const listKeys = ['guests', 'odd "list'] as const
const offers = ['PERCENT', 'FIXED', 'SHIPPING', 'ANY'] as const
const lifecycles = ['NEW', 'ACTIVE', 'LOYAL']

const profile = fc.record(
  {
    ORDER_COUNT: fc.integer({ min: 0, max: 4 }),
    PURCHASE_DAYS: fc.integer({ min: 0, max: 4 }),
    RECENCY_DAYS: fc.integer({ min: 0, max: 90 }),
    FREQUENCY: fc.integer({ min: 0, max: 3 }),
    MONETARY: orNull(quarter),
    AVERAGE_ORDER_VALUE: orNull(quarter),
    TOTAL_SPEND: quarter,
    RFM_RECENCY: orNull(fc.integer({ min: 1, max: 5 })),
    RFM_FREQUENCY: orNull(fc.integer({ min: 1, max: 5 })),
    RFM_MONETARY: orNull(fc.integer({ min: 1, max: 5 })),
    SATISFACTION: orNull(share),
    LIFECYCLE: orNull(fc.constantFrom(...lifecycles)),
    LABEL: fc.uniqueArray(fc.constantFrom('night-owl', 'bargain', 'web'), { maxLength: 2 }),
    FIRST_SEEN_AT: at.map((time) => new Date(time).toISOString()),
    LAST_SEEN_AT: at.map((time) => new Date(time).toISOString()),
  },
  { noNullPrototype: true },
)

export const person: fc.Arbitrary<Omit<PersonRecord, 'id'>> = fc
  .record({
    createdAt: at,
    traits: fc.dictionary(fc.constantFrom('city', 'age', 'odd "name'), fc.oneof(scalar, fc.constant(null))),
    consents: fc.dictionary(fc.constantFrom('EMAIL', 'SMS'), fc.boolean()),
    events: fc.array(event, { maxLength: 14 }),
    known: fc.boolean(),
    profile,
    favourites: fc.dictionary(fc.constantFrom(...categories), share),
    churn: fc.option(share, { nil: undefined }),
    value: fc.option(quarter, { nil: undefined }),
    purchases: fc.dictionary(fc.constantFrom('7', '30', '90'), share),
    listed: fc.dictionary(
      productId,
      share.filter((score) => score > 0),
    ),
    segments: fc.uniqueArray(fc.constantFrom(...segmentKeys)),
    lists: fc.uniqueArray(fc.constantFrom(...listKeys)),
    cluster: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    uplift: fc.dictionary(fc.constantFrom(...offers), share),
  })
  .map(({ known, ...rest }) =>
    known
      ? { ...rest, profile: { ...rest.profile, FAVOURITE_CATEGORY: Object.keys(rest.favourites) } }
      : { ...rest, profile: {}, favourites: {} },
  )

/** One test, now and then two: more hardly ever hold together. */
const few = <Shape extends object>(shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) =>
  fc
    .subarray(Object.keys(shape) as (keyof Shape & string)[], { minLength: 1, maxLength: 2 })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, shape[name]])), { noNullPrototype: true }),
    )

const rangeOf = <Value extends string | number>(value: fc.Arbitrary<Value>) =>
  fc.tuple(value, value).map(([a, b]) => (a <= b ? { from: a, to: b } : { from: b, to: a }))
const numberTests = (value: fc.Arbitrary<number>) => ({
  eq: value,
  gt: value,
  gte: value,
  lt: value,
  lte: value,
  between: rangeOf(value),
})
const numberTest = (value: fc.Arbitrary<number>) => few(numberTests(value))
const textTests = (value: fc.Arbitrary<string>) => ({
  eq: value,
  in: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
  contains: fc.constantFrom('a', 'o', 'b', ''),
  startsWith: fc.constantFrom('a', 'p', 'to', ''),
})
const textTest = (value: fc.Arbitrary<string>) => few(textTests(value))

const comparable = fc.constantFrom<string | number>('a', 'b', '2026-01-01', 1, 2)
const valueTest = few({
  exists: fc.boolean(),
  eq: scalar,
  in: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
  contains: fc.constantFrom('a', 'b'),
  startsWith: fc.constantFrom('a', '2026'),
  gt: comparable,
  gte: comparable,
  lt: comparable,
  lte: comparable,
  between: fc.oneof(rangeOf(fc.constantFrom('a', 'b')), rangeOf(fc.constantFrom(1, 2))),
})

const duration = fc.constantFrom('P1D', 'P3D', 'P7D', 'P1W', 'PT12H', 'P30D')
const longer = fc.constantFrom('P8D', 'P14D', 'P40D')
const shorter = fc.constantFrom('P1D', 'PT6H', 'P7D')
const instant = fc.integer({ min: 0, max: 30 }).map((days) => new Date(now - days * day).toISOString())
export const window = fc.oneof(
  fc.record({ within: duration }),
  fc.record({ olderThan: duration }),
  fc.record({ within: longer, olderThan: shorter }),
  fc.record({ after: instant }),
  fc.record({ before: instant }),
)
const maybeWindow = fc.oneof(fc.constant({}), window)

const condition = fc.oneof(
  fc.record({ product: textTest(productId) }),
  fc.record({ category: textTest(fc.constantFrom(...categories)) }),
  fc.record({ channel: textTest(text) }),
  fc.record({ query: textTest(text) }),
  fc.record({ text: textTest(text) }),
  fc.record({ order: textTest(text) }),
  fc.record({ session: textTest(text) }),
  fc.record({ currency: textTest(text) }),
  fc.record({ rating: numberTest(fc.integer({ min: 1, max: 5 })) }),
  fc.record({ quantity: numberTest(fc.integer({ min: 1, max: 3 })) }),
  fc.record({ price: numberTest(quarter) }),
  fc.record({ amount: numberTest(quarter) }),
  fc
    .record({ name: fc.constantFrom('k', 'odd "name'), test: valueTest })
    .map(({ name, test }) => ({ property: { name, ...test } })),
  fc
    .record({
      name: fc.constantFrom('brand', 'weight'),
      test: fc.oneof(valueTest, fc.record({ eq: fc.constantFrom('Acme', 'Öko') })),
    })
    .map(({ name, test }) => ({ attribute: { name, ...test } })),
)
const filter = fc
  .record({
    type: fc.constantFrom(...types),
    where: fc.option(fc.array(condition, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 1 }),
  })
  .map(({ type, where }) => (where === undefined ? { type } : { type, where }))

const small = fc.integer({ min: 0, max: 4 })
const aggregate = fc
  .record({ field: fc.constantFrom('AMOUNT', 'QUANTITY', 'PRICE', 'RATING'), test: numberTest(quarter) })
  .map(({ field, test }) => ({ field, ...test }))
const demands = few({
  count: numberTest(small),
  sum: aggregate,
  average: aggregate,
  minimum: aggregate,
  maximum: aggregate,
  distinct: fc
    .record({
      field: fc.constantFrom('PRODUCT', 'CATEGORY', 'ORDER', 'SESSION', 'CHANNEL', 'QUERY', 'DAY'),
      test: numberTest(small),
    })
    .map(({ field, test }) => ({ field, ...test })),
  first: window,
  last: window,
})
const merged = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map((all) => Object.assign({}, ...all))

const profileClause = fc.oneof(
  merged(
    fc.record({
      field: fc.constantFrom(
        'ORDER_COUNT',
        'RECENCY_DAYS',
        'MONETARY',
        'TOTAL_SPEND',
        'RFM_RECENCY',
        'SATISFACTION',
        'FREQUENCY',
      ),
    }),
    few({
      exists: fc.boolean(),
      in: fc.uniqueArray(small, { minLength: 1 }),
      ...numberTests(fc.oneof(small, fc.integer({ min: 0, max: 90 }))),
    }),
  ),
  merged(
    fc.record({ field: fc.constantFrom('LABEL', 'EXTERNAL_ID') }),
    few({ exists: fc.boolean(), ...textTests(fc.constantFrom(...lifecycles, 'web', 'bargain', 'person-3')) }),
  ),
  merged(
    fc.constant({ field: 'LIFECYCLE' }),
    few({ exists: fc.boolean(), ...textTests(fc.constantFrom(...lifecycles)) }),
  ),
  merged(
    fc.constant({ field: 'FAVOURITE_CATEGORY' }),
    few({ exists: fc.boolean(), ...textTests(fc.constantFrom(...categories)) }),
  ),
  merged(
    fc.record({ field: fc.constantFrom('CREATED_AT', 'FIRST_SEEN_AT', 'LAST_SEEN_AT') }),
    few({ exists: fc.boolean(), gt: instant, lte: instant }),
  ),
)

const leaf = fc.oneof(
  { weight: 2, arbitrary: fc.record({ profile: profileClause }) },
  {
    weight: 2,
    arbitrary: fc
      .record({ name: fc.constantFrom('city', 'age', 'odd "name'), test: valueTest })
      .map(({ name, test }) => ({ trait: { name, ...test } })),
  },
  {
    weight: 6,
    arbitrary: fc.record({ event: fc.oneof(merged(filter, maybeWindow), merged(filter, maybeWindow, demands)) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      sequence: merged(
        fc.record({ steps: fc.array(filter, { minLength: 2, maxLength: 3 }) }),
        fc.constantFrom({}, { negateLast: true }, { negateLast: false }),
        fc.oneof(fc.constant({}), fc.record({ within: duration })),
        fc.oneof(fc.constant({}), fc.record({ window })),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      stopped: merged(
        filter,
        fc.record({ silence: duration }),
        fc.oneof(fc.constant({}), fc.record({ times: fc.integer({ min: 1, max: 3 }) })),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ restarted: merged(filter, fc.record({ silence: duration, within: duration })) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      regularly: merged(
        filter,
        fc.record({ every: fc.constantFrom('P7D', 'P14D'), periods: fc.integer({ min: 2, max: 3 }) }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ churnRisk: numberTest(share) }) },
  { weight: 1, arbitrary: fc.record({ lifetimeValue: numberTest(quarter) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      purchaseProbability: merged(fc.record({ withinDays: fc.constantFrom(7, 30, 90) }), numberTest(share)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ affinity: merged(fc.record({ product: productId }), numberTest(share)) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      affinity: merged(fc.record({ category: fc.constantFrom(...categories) }), numberTest(share)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      bucket: fc
        .record({ seed: fc.constantFrom('spring', 'x'), range: rangeOf(fc.integer({ min: 0, max: 49 })) })
        .map(({ seed, range }) => ({ seed, from: range.from, to: range.to + 50 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ consent: fc.constantFrom('EMAIL', 'SMS') }) },
  { weight: 1, arbitrary: fc.record({ inSegment: fc.constantFrom(...segmentKeys) }) },
  { weight: 1, arbitrary: fc.record({ inList: fc.constantFrom(...listKeys) }) },
  { weight: 1, arbitrary: fc.record({ cluster: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      uplift: merged(
        fc.oneof(
          fc.record({ campaign: fc.constantFrom(...Object.keys(shop.campaigns)) }),
          fc.record({ offer: fc.constantFrom(...offers) }),
        ),
        numberTest(share),
      ),
    }),
  },
)

/** Rules of every kind, nested up to four deep. */
export const rule: fc.Arbitrary<SegmentRule> = fc.letrec<{ rule: object }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ not: tie('rule') }) },
  ),
})).rule as fc.Arbitrary<SegmentRule>
