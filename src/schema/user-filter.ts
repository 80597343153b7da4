import type { TraitFilterInput, UserFilterInput, UserOrderInput } from '../resolvers/users.ts'
import { builder } from './builder.ts'
import { Lifecycle, OrderDirection } from './enums.ts'
import { DateTimeRange, FloatRange, IntRange } from './ranges.ts'

const TraitFilter = builder.inputRef<TraitFilterInput>('TraitFilter').implement({
  description: 'A trait and the value it must have.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the trait, as imported.' }),
    eq: t.field({ type: 'TraitValue', description: 'The value; left out or null: the user must not have the trait.' }),
  }),
})

export const UserFilter = builder.inputRef<UserFilterInput>('UserFilter').implement({
  description:
    'All conditions must hold. Those on the profile are met only by users whom the published portraits know.',
  fields: (t) => ({
    search: t.string({ description: "Beginning of the shop's own id, letter for letter." }),
    createdAt: t.field({ type: DateTimeRange, description: 'When the user came.' }),
    lifecycleIn: t.field({ type: [Lifecycle], description: 'The lifecycle is one of these.' }),
    orderCount: t.field({ type: IntRange, description: '`profile.orderCount` is within.' }),
    recencyDays: t.field({ type: FloatRange, description: '`profile.recencyDays` is within.' }),
    monetary: t.field({ type: FloatRange, description: '`profile.monetary` is within; null never is.' }),
    totalSpend: t.field({ type: FloatRange, description: '`profile.totalSpend` is within.' }),
    traits: t.field({ type: [TraitFilter], description: 'All of these hold.' }),
    inSegment: t.id({ description: 'Key of a segment that the user is a member of.' }),
  }),
})

const UserOrderField = builder.enumType('UserOrderField', {
  description: 'What users are ordered by. Users without a value come last in either direction.',
  values: {
    CREATED_AT: { description: 'When the user came.' },
    EXTERNAL_ID: { description: "The shop's own id, byte by byte." },
    ORDER_COUNT: { description: '`profile.orderCount`.' },
    RECENCY_DAYS: { description: '`profile.recencyDays`.' },
    TOTAL_SPEND: { description: '`profile.totalSpend`.' },
    CHURN_PROBABILITY: { description: '`churnRisk.probability`.' },
    PREDICTED_VALUE: { description: '`lifetimeValue.predicted`.' },
  } as const,
})

export const UserOrder = builder.inputRef<UserOrderInput>('UserOrder').implement({
  description: 'An order of users; equal ones stay in an order of their own.',
  fields: (t) => ({
    field: t.field({ type: UserOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({ type: OrderDirection, defaultValue: 'ASC', description: 'Which end comes first.' }),
  }),
})
