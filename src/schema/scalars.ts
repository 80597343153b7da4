import { GraphQLError, Kind, valueFromASTUntyped } from 'graphql'

import { builder } from './builder.ts'

const parseTime = (value: unknown): Date => {
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? new Date(value) : null
  if (time !== null && !Number.isNaN(time.getTime())) return time
  throw new GraphQLError('A DateTime must be ISO 8601, such as "2011-12-09T12:50:00Z".')
}

builder.scalarType('DateTime', {
  description:
    'An instant as ISO 8601 in UTC with milliseconds, such as "2011-12-09T12:50:00.000Z". A date alone is its first instant.',
  serialize: (time) => time.toISOString(),
  parseValue: parseTime,
})

/** GraphQL never hands null to a scalar. */
const asGiven = (value: unknown) => value as NonNullable<unknown>

builder.scalarType('JSON', {
  description: 'Any JSON value, of whatever shape.',
  serialize: (value) => value,
  parseValue: asGiven,
  parseLiteral: (node, variables) => asGiven(valueFromASTUntyped(node, variables)),
})

const parseTraitValue = (value: unknown) => {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
    return value as string | number | boolean
  throw new GraphQLError('A TraitValue must be a text, a number or true or false.')
}

builder.scalarType('TraitValue', {
  description: 'The value of a trait or an attribute: a text, a number, or true or false.',
  serialize: (value) => value,
  parseValue: parseTraitValue,
})

builder.scalarType('EventTypeName', {
  description: 'A value of EventType, as a text or as an enum value. Anything else refuses its event and no other.',
  parseValue: asGiven,
  parseLiteral: (node) => (node.kind === Kind.ENUM ? node.value : asGiven(valueFromASTUntyped(node))),
})

builder.scalarType('EventTime', {
  description:
    "A time as ISO 8601 (one without an offset is of the shop's zone) or as epoch seconds or milliseconds. Anything else refuses its event and no other.",
  parseValue: asGiven,
  parseLiteral: (node) => asGiven(valueFromASTUntyped(node)),
})
