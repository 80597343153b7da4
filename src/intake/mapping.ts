import { z } from 'zod'

import { CodedError } from '../errors.ts'
import { fieldsOf, openKinds, propertyPrefix, type RecordKind, requiredFields } from './fields.ts'
import { suggestion } from './nearest-name.ts'
import { isTimePattern, namedTimeFormats } from './parse-time.ts'
import { isTimeZone } from './time-zone.ts'

const isExpression = (source: string): boolean => {
  try {
    return new RegExp(source) !== null
  } catch {
    return false
  }
}

const timeFormat = z
  .string()
  .refine((format) => (namedTimeFormats as readonly string[]).includes(format) || isTimePattern(format), {
    error: `must be one of ${namedTimeFormats.join(', ')} or a pattern such as D.M.YYYY H:mm`,
  })

const times = z.strictObject({
  format: timeFormat.default('auto'),
  /** For stamps without a zone of their own; null: the shop's. */
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone, such as Europe/London').nullable().default(null),
})

/** Cleaning as data: what a shop's export means that its columns do not say. */
const cleaning = z.strictObject({
  /** An order id that begins so cancels: its lines are RETURNs of positive quantity. */
  cancellationPrefix: z.string().min(1).nullable().default(null),
  /** false: a PURCHASE at price 0 is refused. */
  freePurchases: z.boolean().default(true),
  /** `drop`: identical rows are one event. `count`: identical rows of one user, near each other, are events of their own. */
  repeats: z.enum(['drop', 'count']).default('drop'),
  /** Id fields in which a trailing `.0` (a number that went through a spreadsheet) is taken off. */
  stripPointZero: z.array(z.enum(['user_id', 'product_id', 'order_id', 'session_id'])).default([]),
})

/** How products are told from the rows of their events. */
const derivedProducts = z.strictObject({
  /** Column that holds the product's name. */
  name: z.string().min(1),
  /** Product ids that are billed but no merchandise, as a regular expression: never recommended. */
  notMerchandise: z.string().refine(isExpression, 'must be a regular expression').nullable().default(null),
  /** The first keyword that begins a word of the name gives the category. */
  categoryKeywords: z.array(z.tuple([z.string().min(1), z.string().min(1)])).default([]),
})

const mappingSchema = z.strictObject({
  delimiter: z.enum(['auto', ',', '\t', ';', '|', 'whitespace']).default('auto'),
  /** false: no header, columns go by number. `skip`: there is one, but columns go by number. */
  header: z.union([z.literal('auto'), z.literal('skip'), z.boolean()]).default('auto'),
  /** How many fields a row has: tells the forms of a file apart. */
  width: z.int().min(1).max(10_000).nullable().default(null),
  /** The file's column (its name, or its number from 1) → canonical field, trait or attribute; `-` leaves it out. */
  columns: z.record(z.string(), z.string().min(1)),
  /** Columns of the above that may be absent. */
  optional: z.array(z.string()).default([]),
  /** Canonical field, trait or attribute → its value in every row where no column gives one. */
  constants: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  times: times.prefault({}),
  cleaning: cleaning.prefault({}),
  products: derivedProducts.nullable().default(null),
})

export type Mapping = z.infer<typeof mappingSchema>
export type MappingInput = z.input<typeof mappingSchema>
export type DerivedProductRules = z.infer<typeof derivedProducts>

/** Of a list nothing but the ids is read, whatever else its columns are called. */
const isClosed = (kind: RecordKind): boolean => !openKinds.has(kind) && kind !== 'list'

const isKnown = (kind: RecordKind, field: string): boolean =>
  field === '-' ||
  fieldsOf(kind).includes(field) ||
  (kind === 'events' && field.startsWith(propertyPrefix) && field !== propertyPrefix)

const unknownFields = (kind: RecordKind, fields: readonly string[]): string[] =>
  isClosed(kind)
    ? fields
        .filter((field) => !isKnown(kind, field))
        .map((field) => `"${field}" is no field of ${kind}.${suggestion(field, fieldsOf(kind))}`)
    : []

const missingFields = (kind: RecordKind, fields: readonly string[]): string[] =>
  requiredFields[kind]
    .filter((group) => !group.some((field) => fields.includes(field)))
    .map((group) => `no column or constant gives ${group.join(' or ')}`)

const faultsOf = (kind: RecordKind, mapping: Mapping): string[] => {
  const fields = [...Object.values(mapping.columns), ...Object.keys(mapping.constants)]
  const doubled = fields.filter((field, index) => field !== '-' && fields.indexOf(field) !== index)
  return [
    ...unknownFields(kind, fields),
    ...missingFields(kind, fields),
    ...doubled.map((field) => `${field} is given twice`),
    ...(kind !== 'events' && mapping.products !== null ? ['products are only told from events'] : []),
  ]
}

const fail = (source: string, faults: readonly string[]): never => {
  const list = faults.map((fault) => `  ${fault}`).join('\n')
  throw new CodedError('MAPPING_INVALID', `The mapping ${source} has faults:\n${list}`)
}

/**
 * One mapping, or the forms that a file can have: the first that fits it is used.
 * @param source what the mapping is called in messages
 * @throws CodedError MAPPING_INVALID with every fault
 */
export const parseMappings = (value: unknown, kind: RecordKind, source: string): readonly Mapping[] => {
  const parsed = z
    .array(mappingSchema)
    .min(1)
    .safeParse(Array.isArray(value) ? value : [value])
  if (!parsed.success) {
    const place = (path: readonly PropertyKey[]) => path.slice(Array.isArray(value) ? 0 : 1).join('.')
    return fail(
      source,
      parsed.error.issues.map(({ path, message }) => `${place(path)} ${message}`.trim()),
    )
  }
  const faults = parsed.data.flatMap((mapping) => faultsOf(kind, mapping))
  return faults.length === 0 ? parsed.data : fail(source, faults)
}
