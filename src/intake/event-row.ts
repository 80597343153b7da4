import type { IncomingEvent } from '../domain/event.ts'
import { cell, refuseRow } from './cell.ts'
import { keyOfRow } from './event-key.ts'
import type { Mapping } from './mapping.ts'
import { parseNumber } from './parse-number.ts'
import { timeParser } from './parse-time.ts'
import { isRefusal, type RowRefusal } from './refusal.ts'
import { createRepeatCounter } from './repeat-counter.ts'
import type { RawRow } from './row-file.ts'
import { type EventRules, type RawEvent, validateEvent } from './validate-event.ts'

export interface ReadOptions {
  /** Milliseconds since 1970 UTC: times more than a day later are refused. */
  readonly now: number
  /** The shop's zone, for stamps without one of their own. */
  readonly timeZone: string
}

export type EventReader = (row: RawRow) => IncomingEvent | RowRefusal

const namesOfFormats: Readonly<Record<string, string>> = {
  auto: 'ISO 8601 or as epoch seconds or milliseconds',
  iso: 'ISO 8601',
  'epoch-s': 'epoch seconds',
  'epoch-ms': 'epoch milliseconds',
}

export const timeRulesOf = ({ times }: Mapping, { now, timeZone }: ReadOptions) => ({
  now,
  parse: timeParser(times.format, times.timeZone ?? timeZone),
  expected: namesOfFormats[times.format] ?? times.format,
})

const withoutSign = (text: string): string => (text.startsWith('-') ? text.slice(1) : text)

/** The price of one piece from that of the line. What is no number is passed on to be refused under its own name. */
const priceOf = (amount: string, quantity: string): number | string => {
  const [total, pieces] = [parseNumber(amount), quantity === '' ? 1 : parseNumber(quantity)]
  return Number.isNaN(total) || !(pieces > 0) ? amount : total / pieces
}

/** A reader of one field: from its column, else the mapping's constant; `.0` taken off where the mapping says so. */
const fieldReader = ({ constants, cleaning }: Mapping) => {
  const stripped = new Set<string>(cleaning.stripPointZero)
  return (row: RawRow, field: string): string => {
    const text = cell(row, field)
    if (text === '') return constants[field] ?? ''
    return text.endsWith('.0') && stripped.has(field) ? text.slice(0, -2) : text
  }
}

/** The column of properties with those that have columns of their own; what is no object is passed on to be refused. */
const propertiesOf = (row: RawRow, given: string): unknown => {
  const named = row.layout.open.flatMap(({ name, index }) => (row.fields[index] ? [[name, row.fields[index]]] : []))
  if (named.length === 0) return given
  const properties = given === '' ? {} : parseObject(given)
  return properties === null ? given : { ...properties, ...Object.fromEntries(named) }
}

const parseObject = (text: string): object | null => {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const rawEventReader = (mapping: Mapping): ((row: RawRow) => RawEvent) => {
  const prefix = mapping.cleaning.cancellationPrefix
  const read = fieldReader(mapping)
  return (row) => {
    const orderId = read(row, 'order_id')
    const cancelled = prefix !== null && orderId.startsWith(prefix)
    const [givenQuantity, givenAmount] = [read(row, 'quantity'), read(row, 'amount')]
    const quantity = cancelled ? withoutSign(givenQuantity) : givenQuantity
    const amount = cancelled ? withoutSign(givenAmount) : givenAmount
    return {
      eventId: read(row, 'event_id'),
      type: cancelled ? 'RETURN' : read(row, 'type'),
      userId: read(row, 'user_id'),
      timestamp: read(row, 'timestamp'),
      productId: read(row, 'product_id'),
      quantity,
      unitPrice: amount === '' ? read(row, 'unit_price') : priceOf(amount, quantity),
      currency: read(row, 'currency'),
      orderId,
      sessionId: read(row, 'session_id'),
      query: read(row, 'query'),
      rating: read(row, 'rating'),
      text: read(row, 'text'),
      channel: read(row, 'channel'),
      properties: propertiesOf(row, read(row, 'properties')),
      impressionId: read(row, 'impression_id'),
    }
  }
}

/**
 * From rows to events. Where repeats are counted the reader remembers the rows of the user at hand, so every row of the
 * file must pass through it, in order.
 */
export const createEventReader = (mapping: Mapping, options: ReadOptions): EventReader => {
  const rules: EventRules = { time: timeRulesOf(mapping, options), freePurchases: mapping.cleaning.freePurchases }
  const rawEvent = rawEventReader(mapping)
  const countRepeats = mapping.cleaning.repeats === 'count' ? createRepeatCounter() : null
  return (row) => {
    const raw = rawEvent(row)
    const nth = countRepeats === null ? 1 : countRepeats(String(raw.userId), row.fields)
    const result = validateEvent(raw, rules, () => keyOfRow(row.fields, nth))
    return isRefusal(result) ? refuseRow(row, result) : result
  }
}
