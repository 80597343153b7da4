import { isUtf8 } from 'node:buffer'

import type { ParquetParsers, SchemaElement } from 'hyparquet'

/** A value of a column as the readers of rows take it: as a CSV file would write it. */
export type ValueText = (value: unknown) => string

const bytesText = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return isUtf8(buffer) ? buffer.toString('utf8') : buffer.toString('hex')
}

/** Times arrive as milliseconds, without a Date for each. */
export const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (milliseconds) => Number(milliseconds),
  timestampFromMicroseconds: (microseconds) => Math.floor(Number(microseconds) / 1e3),
  timestampFromNanoseconds: (nanoseconds) => Math.floor(Number(nanoseconds) / 1e6),
  dateFromDays: (days) => days * 86_400_000,
  // Whether it is JSON is the row's affair: a slip must not end the reading of the file.
  jsonFromBytes: bytesText,
}

const isoText = (milliseconds: number): string => {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString()
}

/** A number of four bytes in as few digits as tell it from its neighbours: 9.99 and not 9.989999771118164. */
const singleText = (value: number): string => {
  if (Number.isNaN(value)) return ''
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(value)
}

const plainJson = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return value instanceof Uint8Array ? bytesText(value) : value
}

const plainText: ValueText = (value) => {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  if (value instanceof Uint8Array) return bytesText(value)
  return typeof value === 'object' ? JSON.stringify(value, plainJson) : String(value)
}

const unscaled = (value: unknown): bigint => {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint)
  return value.length === 0 ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex')}`))
}

/** Every digit, whatever the size: ids that a warehouse keeps as DECIMAL(38, 0) survive. */
const decimalText =
  (scale: number): ValueText =>
  (value) => {
    const amount = unscaled(value)
    if (scale <= 0) return String(amount * 10n ** BigInt(-scale))
    const digits = String(amount < 0n ? -amount : amount).padStart(scale + 1, '0')
    return `${amount < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  }

/** The scale of a decimal, or null. */
const scaleOf = ({ converted_type, logical_type, scale }: SchemaElement): number | null => {
  if (logical_type?.type === 'DECIMAL') return logical_type.scale
  return converted_type === 'DECIMAL' ? (scale ?? 0) : null
}

/** `local`: the clock on the wall, to be read in the shop's zone. */
export const timeKindOf = (element: SchemaElement): 'instant' | 'local' | 'day' | null => {
  const { type, converted_type: converted, logical_type: logical } = element
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'instant' : 'local'
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') return 'instant'
  if (converted === 'DATE' || logical?.type === 'DATE') return 'day'
  return type === 'INT96' ? 'instant' : null
}

const timeTexts = {
  instant: (value: unknown) => isoText(value as number),
  local: (value: unknown) => isoText(value as number).replace(/Z$/, ''),
  day: (value: unknown) => isoText(value as number).slice(0, 10),
} as const

/** How the values of a top-level column are written. Lists and structures become JSON. */
export const valueTextOf = (element: SchemaElement): ValueText => {
  const nested = (element.num_children ?? 0) > 0 || element.repetition_type === 'REPEATED'
  const kind = nested ? null : timeKindOf(element)
  const scale = nested ? null : scaleOf(element)
  if (kind !== null) return timeTexts[kind]
  if (scale !== null) return decimalText(scale)
  return !nested && element.type === 'FLOAT' ? (value) => singleText(value as number) : plainText
}

/** The reader's own decimals are binary numbers; without their annotation the digits come as they are stored. */
export const withoutDecimals = (element: SchemaElement): SchemaElement => {
  if (scaleOf(element) !== null) return { ...element, converted_type: undefined, logical_type: undefined }
  return timeKindOf(element) === 'day' ? { ...element, converted_type: 'DATE' } : element
}
