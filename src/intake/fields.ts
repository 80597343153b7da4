/** What a file can be about. */
export const recordKinds = [
  'events',
  'users',
  'products',
  'list',
  'campaigns',
  'coupons',
  'assignments',
  'redemptions',
] as const
export type RecordKind = (typeof recordKinds)[number]

/** Canonical columns of events. `amount` is the price of the whole line, where a file has no price of one piece. */
export const eventFields = [
  'event_id',
  'type',
  'user_id',
  'timestamp',
  'product_id',
  'quantity',
  'unit_price',
  'amount',
  'currency',
  'order_id',
  'session_id',
  'query',
  'rating',
  'text',
  'channel',
  'properties',
  'impression_id',
] as const

const userFields = ['user_id', 'created_at'] as const
const productFields = ['product_id', 'name', 'category', 'price', 'currency', 'in_stock', 'recommendable'] as const

/** Fields of users and products beyond these are open: traits, attributes, consents, names in other languages. */
export const openKinds: ReadonlySet<RecordKind> = new Set<RecordKind>(['users', 'products'])

const fields: Readonly<Record<RecordKind, readonly string[]>> = {
  events: eventFields,
  users: userFields,
  products: productFields,
  list: ['user_id'],
  campaigns: ['campaign_id', 'name', 'description', 'starts_at', 'ends_at'],
  coupons: ['campaign_id', 'coupon_id', 'product_id', 'kind', 'value', 'cost', 'valid_days', 'minimum_spend'],
  assignments: ['campaign_id', 'user_id', 'arm', 'coupon_id', 'assigned_at', 'expires_at', 'propensity'],
  redemptions: ['campaign_id', 'user_id', 'coupon_id', 'redeemed_at', 'order_id', 'discount'],
}

export const fieldsOf = (kind: RecordKind): readonly string[] => fields[kind]

/** Begins the name of a property of events: `properties.campaign`. */
export const propertyPrefix = 'properties.'

/** Each group needs one of its fields. */
export const requiredFields: Readonly<Record<RecordKind, readonly (readonly string[])[]>> = {
  events: [['type'], ['timestamp'], ['user_id', 'product_id']],
  users: [['user_id']],
  products: [['product_id']],
  list: [['user_id']],
  campaigns: [['campaign_id']],
  coupons: [['campaign_id'], ['coupon_id']],
  assignments: [['campaign_id'], ['user_id']],
  redemptions: [['campaign_id'], ['user_id'], ['coupon_id'], ['redeemed_at']],
}
