import { builder } from './builder.ts'

const NumberBounds = builder.inputType('NumberBounds', {
  description: 'From one number to another; both belong to it.',
  fields: (t) => ({
    from: t.float({ required: true, description: 'The smaller.' }),
    to: t.float({ required: true, description: 'The larger.' }),
  }),
})

type Fields = Parameters<Parameters<typeof builder.inputType<string, never>>[1]['fields']>[0]

/** The conditions on a number: of several, all must hold. */
export const numberFields = (t: Fields) => ({
  eq: t.float({ description: 'Equal to this.' }),
  gt: t.float({ description: 'More than this.' }),
  gte: t.float({ description: 'At least this.' }),
  lt: t.float({ description: 'Less than this.' }),
  lte: t.float({ description: 'At most this.' }),
  between: t.field({ type: NumberBounds, description: 'From one to another, both included.' }),
})

export const NumberTest = builder.inputType('NumberTest', {
  description: 'Conditions on a number, at least one; all must hold, and what is unknown meets none.',
  fields: numberFields,
})

export const TextTest = builder.inputType('TextTest', {
  description: 'Conditions on a text, at least one; all must hold. Capitals count.',
  fields: (t) => ({
    eq: t.string({ description: 'Exactly this.' }),
    in: t.stringList({ description: 'One of these.' }),
    contains: t.string({ description: 'Has this somewhere.' }),
    startsWith: t.string({ description: 'Begins with this.' }),
  }),
})

const ValueBounds = builder.inputType('ValueBounds', {
  description: 'From one value to another of the same kind; both belong to it.',
  fields: (t) => ({
    from: t.field({ type: 'TraitValue', required: true, description: 'The smaller.' }),
    to: t.field({ type: 'TraitValue', required: true, description: 'The larger.' }),
  }),
})

/** The conditions on a value of any kind: of several, all must hold. */
export const valueFields = (t: Fields) => ({
  exists: t.boolean({ description: 'true: it has a value; false: it has none.' }),
  eq: t.field({ type: 'TraitValue', description: 'Equal to this, and of the same kind: "1" is not 1.' }),
  in: t.field({ type: ['TraitValue'], description: 'One of these.' }),
  contains: t.string({ description: 'A text that has this somewhere.' }),
  startsWith: t.string({ description: 'A text that begins with this.' }),
  gt: t.field({ type: 'TraitValue', description: 'More than this number, or after this text (so ISO dates compare).' }),
  gte: t.field({ type: 'TraitValue', description: 'At least this.' }),
  lt: t.field({ type: 'TraitValue', description: 'Less than this.' }),
  lte: t.field({ type: 'TraitValue', description: 'At most this.' }),
  between: t.field({ type: ValueBounds, description: 'From one to another, both included.' }),
})

export const NamedValueTest = builder.inputType('NamedValueTest', {
  description:
    'Conditions, at least one, on a value that has a name; what is not there meets none but `exists: false`.',
  fields: (t) => ({ name: t.string({ required: true, description: 'The name, as imported.' }), ...valueFields(t) }),
})

/** A part of time, seen from the instant that a segment is computed as of. */
export const windowFields = (t: Fields) => ({
  within: t.string({
    description:
      'Not longer ago than this: an ISO 8601 duration of fixed length, such as "P30D" or "PT12H" (years and months have none).',
  }),
  olderThan: t.string({ description: 'At least as long ago as this.' }),
  after: t.field({ type: 'DateTime', description: 'At this instant or later.' }),
  before: t.field({ type: 'DateTime', description: 'Earlier than this instant.' }),
})

export const TimeWindow = builder.inputType('TimeWindow', {
  description: 'A part of time, seen from the instant that the segment is computed as of; all that is given must hold.',
  fields: windowFields,
})
