import type {
  CountableField,
  EventCondition,
  EventFilter,
  SummableField,
  TimeWindow,
} from '../../domain/segment-rule.ts'
import { durationOf } from '../../rules/duration.ts'
import type { Values } from '../keyset.ts'
import { categoryTest, every, numberTest, textTest, valueTest } from './compile-tests.ts'

/** Of events `e`. Money in the event's own currency, as portraits count it. */
export const summable: Readonly<Record<SummableField, string>> = {
  AMOUNT: 'coalesce(e.quantity, 1) * e.unit_price',
  QUANTITY: 'e.quantity',
  PRICE: 'e.unit_price',
  RATING: 'e.rating::float8',
}

export const countable: Readonly<Record<CountableField, string>> = {
  PRODUCT: 'e.product_id',
  CATEGORY: '(SELECT category FROM products WHERE id = e.product_id)',
  ORDER: 'e.order_id',
  SESSION: 'e.session_id',
  CHANNEL: 'e.channel',
  QUERY: 'e.query',
  DAY: "(e.occurred_at AT TIME ZONE 'UTC')::date",
}

const products = (condition: string): string => `e.product_id IN (SELECT p.id FROM products p WHERE ${condition})`
const texts = {
  channel: 'e.channel',
  query: 'e.query',
  text: 'e.text',
  order: 'e.order_id',
  session: 'e.session_id',
  currency: 'e.currency',
}
const numbers = {
  rating: summable.RATING,
  quantity: summable.QUANTITY,
  price: summable.PRICE,
  amount: `(${summable.AMOUNT})`,
}

const condition = (asked: EventCondition, values: Values): string => {
  if ('product' in asked) return products(textTest('p.external_id', asked.product, values))
  if ('category' in asked) return products(categoryTest('p.category', asked.category, values))
  if ('attribute' in asked)
    return products(valueTest(`(p.attributes -> ${values.add(asked.attribute.name, 'text')})`, asked.attribute, values))
  if ('property' in asked)
    return valueTest(`(e.properties -> ${values.add(asked.property.name, 'text')})`, asked.property, values)
  for (const [name, column] of Object.entries(texts))
    if (name in asked) return textTest(column, asked[name as keyof typeof asked], values)
  for (const [name, column] of Object.entries(numbers))
    if (name in asked) return numberTest(column, asked[name as keyof typeof asked], values)
  throw new RangeError(`No condition of events is called ${Object.keys(asked)[0]}.`)
}

/** Instants of a window as seen from one; what is earliest that may lie in it, or null. */
export const earliestOf = ({ within, after }: TimeWindow, now: Date): Date | null => {
  const bounds = [
    ...(within === undefined ? [] : [now.getTime() - durationOf(within)]),
    ...(after === undefined ? [] : [Date.parse(after)]),
  ]
  return bounds.length === 0 ? null : new Date(Math.max(...bounds))
}

const ago = (duration: string, now: Date): Date => new Date(now.getTime() - durationOf(duration))

/** A condition on an instant. */
export const windowTest = (expression: string, window: TimeWindow, now: Date, { add }: Values): string =>
  every([
    ...(window.within === undefined ? [] : [`${expression} > ${add(ago(window.within, now), 'timestamptz')}`]),
    ...(window.olderThan === undefined ? [] : [`${expression} <= ${add(ago(window.olderThan, now), 'timestamptz')}`]),
    ...(window.after === undefined ? [] : [`${expression} >= ${add(window.after, 'timestamptz')}`]),
    ...(window.before === undefined ? [] : [`${expression} < ${add(window.before, 'timestamptz')}`]),
  ])

/** The events that a clause is about; what lies after `now` is none of them. */
export const eventTest = ({ type, where = [] }: EventFilter, window: TimeWindow, now: Date, values: Values): string =>
  every([
    `e.type = ${values.add(type, 'event_type')}`,
    `e.occurred_at <= ${values.add(now, 'timestamptz')}`,
    windowTest('e.occurred_at', window, now, values),
    ...where.map((asked) => condition(asked, values)),
  ])
