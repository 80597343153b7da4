import type { EventType } from '../../domain/event.ts'
import type { ValueTest } from '../../domain/segment-rule.ts'
import type { Database } from '../database.ts'

export type Reading = Pick<Database, 'pool'>

/** A reason that begins in the middle of a sentence. */
export interface WhyNobody {
  readonly why: string
  /** A name that is not known, and those that are; null: it is not about a name. */
  readonly unknown: { readonly name: string; readonly known: readonly string[] } | null
}

export const because = (why: string, name: string | null = null, known: readonly string[] = []): WhyNobody => ({
  why,
  unknown: name === null ? null : { name, known },
})

/** Of so many users, products or events names are looked at: most have the same. */
export const someLatest = 10_000
/** A trait with more different values than this is no list of choices. */
const someValues = 200

export const column = async (
  { pool }: Reading,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly string[]> => (await pool.query<{ value: string }>(text, [...values])).rows.map(({ value }) => value)

/** Where things have values under names. */
interface Bag {
  /** Selects the `bag` of each of the latest. */
  readonly latest: string
  readonly values: readonly unknown[]
  /** Whose it is, and what a value in it is called. */
  readonly of: string
  readonly called: string
}

export const traits: Bag = {
  latest: `SELECT traits AS bag FROM users ORDER BY id DESC LIMIT ${someLatest}`,
  values: [],
  of: 'users',
  called: 'a trait',
}

export const attributes: Bag = {
  latest: `SELECT attributes AS bag FROM products ORDER BY id DESC LIMIT ${someLatest}`,
  values: [],
  of: 'products',
  called: 'an attribute',
}

export const propertiesOf = (type: EventType): Bag => ({
  latest: `SELECT properties AS bag FROM events WHERE type = $1 ORDER BY occurred_at DESC LIMIT ${someLatest}`,
  values: [type],
  of: `events of type ${type}`,
  called: 'a property',
})

/** What the latest have under a name, as text; `isText` tells "5" from 5. */
const valuesIn = async ({ pool }: Reading, { latest, values }: Bag, name: string) => {
  const own = `$${values.length + 1}`
  const { rows } = await pool.query<{ value: string; isText: boolean }>(
    `SELECT DISTINCT bag ->> ${own} AS value, jsonb_typeof(bag -> ${own}) = 'string' AS "isText"
    FROM (${latest}) AS latest WHERE bag -> ${own} <> 'null' LIMIT ${someValues}`,
    [...values, name],
  )
  return rows
}

/** Why no value under a name is what is asked for. */
export const whyNamed = async (
  database: Reading,
  bag: Bag,
  { name, eq, in: among = [] }: ValueTest & { readonly name: string },
): Promise<WhyNobody | null> => {
  const names = await column(
    database,
    `SELECT DISTINCT jsonb_object_keys(bag) AS value FROM (${bag.latest}) AS latest`,
    bag.values,
  )
  if (!names.includes(name))
    return because(`none of the latest ${someLatest} ${bag.of} has ${bag.called} "${name}".`, name, names)
  const [wanted] = [...(eq === undefined ? [] : [eq]), ...among]
  const values = wanted === undefined ? [] : await valuesIn(database, bag, name)
  const same = values.find(({ value }) => value === String(wanted))
  if (wanted === undefined || values.length === someValues || same?.isText === (typeof wanted === 'string')) return null
  if (same !== undefined)
    return because(
      same.isText ? `it is a text there: write "${wanted}".` : `it is no text there: write ${wanted} without quotes.`,
    )
  const texts = values.filter(({ isText }) => isText).map(({ value }) => value)
  return because(
    `none of the latest ${someLatest} ${bag.of} has ${JSON.stringify(wanted)} there.`,
    String(wanted),
    texts,
  )
}
