/** What a file can be about. */
export const recordKinds = ['events', 'users', 'products', 'list'] as const
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

export const fieldsOf = (kind: RecordKind): readonly string[] =>
  ({ events: eventFields, users: userFields, products: productFields, list: ['user_id'] })[kind]

/** Each group needs one of its fields. */
export const requiredFields: Readonly<Record<RecordKind, readonly (readonly string[])[]>> = {
  events: [['type'], ['timestamp'], ['user_id', 'product_id']],
  users: [['user_id']],
  products: [['product_id']],
  list: [['user_id']],
}
