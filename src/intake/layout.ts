import { CodedError } from '../errors.ts'
import { fieldsOf, openKinds, propertyPrefix, type RecordKind } from './fields.ts'
import type { Mapping } from './mapping.ts'
import { nearestName } from './nearest-name.ts'

/** Where the columns of a row are. */
export interface Layout {
  readonly columns: readonly string[]
  /** Canonical field → index in the row; -1 where the file does not have it. */
  readonly at: Readonly<Record<string, number>>
  /** Users and products: every other column, under the name of its trait or attribute; events: those that are mapped to `properties.…`. */
  readonly open: readonly { readonly name: string; readonly index: number }[]
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '')

/** A column by its exact name, else without regard to capitals, blanks and underscores (`userId` is `user_id`). */
const indexOfName = (columns: readonly string[], name: string): number => {
  const exact = columns.indexOf(name)
  return exact === -1 ? columns.findIndex((column) => plain(column) === plain(name)) : exact
}

const indexOfNumber = (columns: readonly string[], name: string): number =>
  /^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= columns.length ? Number(name) - 1 : -1

const toProperty = ({ field, index }: { readonly field: string; readonly index: number }) => ({
  name: field.slice(propertyPrefix.length),
  index,
})

export interface FoundColumns {
  readonly layout: Layout
  /** Columns that the mapping names and does not call optional, and that are not there. */
  readonly missing: readonly string[]
}

/**
 * Looks the mapping's columns up among those of the file.
 * @param columns the header, or any names when `byNumber`
 */
export const findColumns = (
  kind: RecordKind,
  mapping: Mapping,
  columns: readonly string[],
  byNumber: boolean,
): FoundColumns => {
  const names = columns.map((column) => column.trim())
  const find = byNumber ? indexOfNumber : indexOfName
  const found = Object.entries(mapping.columns).map(([column, field]) => ({
    column,
    field,
    index: find(names, column),
  }))
  const known = fieldsOf(kind)
  const at = Object.fromEntries(
    known.map((field) => [field, found.find((entry) => entry.field === field)?.index ?? -1]),
  )
  const missing = found.filter(({ column, index }) => index === -1 && !mapping.optional.includes(column))
  const taken = new Set(found.map(({ index }) => index))
  const named = found.filter(({ field, index }) => index !== -1 && field !== '-' && !known.includes(field))
  const others = names
    .map((name, index) => ({ name, index }))
    .filter(({ name, index }) => name !== '' && !taken.has(index))
  const open = [...named.map(({ field, index }) => ({ name: field, index })), ...(byNumber ? [] : others)]
  return {
    layout: {
      columns: names,
      at,
      open: openKinds.has(kind) ? open : named.filter(({ field }) => field.startsWith(propertyPrefix)).map(toProperty),
    },
    missing: missing.map(({ column }) => column),
  }
}

/** The places of the first column that the header names more than once, or null. */
const repeatedPlaces = (names: readonly string[], mapping: Mapping): readonly number[] | null => {
  const placesOf = (same: (name: string) => boolean) => names.flatMap((name, index) => (same(name) ? [index] : []))
  const exact = [...new Set(names)].filter((name) => name !== '').map((name) => placesOf((other) => other === name))
  // `userId` beside `user_id` is one column twice, unless the mapping tells the two apart.
  const alike = Object.keys(mapping.columns)
    .map((column) => placesOf((name) => plain(name) === plain(column)))
    .filter((places) => !places.every((index) => Object.hasOwn(mapping.columns, names[index])))
  return [...exact, ...alike].find((places) => places.length > 1) ?? null
}

/**
 * Refuses a header of which nobody can say where a column is.
 * @param columns the header, where the mapping goes by names
 * @throws CodedError COLUMNS_AMBIGUOUS
 */
export const checkColumnsDiffer = (path: string, columns: readonly string[], mapping: Mapping): void => {
  const names = columns.map((column) => column.trim())
  const places = repeatedPlaces(names, mapping)
  if (places === null) return
  const named = [...new Set(places.map((index) => JSON.stringify(names[index].slice(0, 40))))].join(' and ')
  const numbers = places.map((index) => index + 1).join(', ')
  const advice = 'Rename all but one, or map the columns by number with "header": "skip".'
  throw new CodedError(
    'COLUMNS_AMBIGUOUS',
    `${path} names a column ${places.length === 2 ? 'twice' : `${places.length} times`}: ${named} (columns ${numbers}). ${advice}`,
  )
}

/** What is missing, what is there, what was probably meant, and what to do. */
export const columnsMissing = (path: string, missing: readonly string[], columns: readonly string[]): CodedError => {
  const shown = columns.slice(0, 30).map((column) => JSON.stringify(column.slice(0, 40)))
  const named = missing.map((name) => {
    const nearest = nearestName(name, columns)
    return nearest === null ? `"${name}"` : `"${name}" (nearest is "${nearest}")`
  })
  const there = `It has ${shown.join(', ')}${columns.length > shown.length ? ', …' : ''}.`
  const advice = 'Rename the columns, or say which is which in a mapping file given with --map.'
  return new CodedError(
    'COLUMNS_MISSING',
    `${path} lacks the ${missing.length === 1 ? 'column' : 'columns'} ${named.join(', ')}. ${there} ${advice}`,
  )
}
