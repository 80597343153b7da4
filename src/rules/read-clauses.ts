import { eventTypes } from '../domain/event.ts'
import { lifecycles } from '../domain/portrait.ts'
import {
  countableFields,
  type EventClause,
  type EventCondition,
  type EventFilter,
  numericProfileFields,
  type ProfileClause,
  profileFields,
  type RegularlyClause,
  type RestartedClause,
  type SequenceClause,
  type StoppedClause,
  summableFields,
  timeProfileFields,
  type ValueTest,
} from '../domain/segment-rule.ts'
import { durationOf } from './duration.ts'
import { fault, inside, isRecord, type Reader, type Reading, unknownName } from './faults.ts'
import { readOneOf } from './read-one-of.ts'
import {
  numberFields,
  numberTests,
  readNumberTest,
  readTextTest,
  readWindow,
  requireOne,
  requirePossible,
  valueFields,
  valueTests,
  windowFields,
} from './read-tests.ts'
import {
  checked,
  readChoice,
  readFields,
  readInstant,
  readLength,
  readList,
  readName,
  readTruth,
  readWhole,
} from './readers.ts'

const named = checked(
  readFields<ValueTest & { readonly name: string }>({ name: readName, ...valueFields } as never, ['name']),
  requireOne(valueTests),
)
export const readTrait = named

const conditions = {
  product: readTextTest,
  category: readTextTest,
  channel: readTextTest,
  query: readTextTest,
  text: readTextTest,
  order: readTextTest,
  session: readTextTest,
  currency: readTextTest,
  rating: readNumberTest,
  quantity: readNumberTest,
  price: readNumberTest,
  amount: readNumberTest,
  property: named,
  attribute: named,
}
const readCondition = readOneOf('condition', conditions) as Reader<EventCondition>

const filterFields = { type: readChoice('event type', eventTypes), where: readList(readCondition) }
const readFilter = readFields<EventFilter>(filterFields, ['type'])

const aggregate = checked(
  readFields({ field: readChoice('field', summableFields), ...numberFields } as never, ['field' as never]),
  requireOne(numberTests),
) as Reader<NonNullable<EventClause['sum']>>
const distinct = checked(
  readFields({ field: readChoice('field', countableFields), ...numberFields } as never, ['field' as never]),
  requireOne(numberTests),
) as Reader<NonNullable<EventClause['distinct']>>

export const readEvent = checked(
  readFields<EventClause>(
    {
      ...filterFields,
      ...windowFields,
      count: readNumberTest,
      sum: aggregate,
      average: aggregate,
      minimum: aggregate,
      maximum: aggregate,
      distinct,
      first: readWindow,
      last: readWindow,
    },
    ['type'],
  ),
  requirePossible,
)

export const readSequence = checked(
  readFields<SequenceClause>(
    { steps: readList(readFilter, 2), within: readLength, negateLast: readTruth, window: readWindow },
    ['steps'],
  ),
  ({ steps }, at) => {
    if (steps.length > 8) fault(inside(at, 'steps'), 'A sequence has at most eight steps.')
  },
)

export const readStopped = readFields<StoppedClause>(
  { ...filterFields, silence: readLength, times: readWhole(1, 1_000_000) },
  ['type', 'silence'],
)

export const readRestarted = readFields<RestartedClause>({ ...filterFields, silence: readLength, within: readLength }, [
  'type',
  'silence',
  'within',
])

export const readRegularly = checked(
  readFields<RegularlyClause>({ ...filterFields, every: readLength, periods: readWhole(2, 1000) }, [
    'type',
    'every',
    'periods',
  ]),
  ({ every, periods }, at) => {
    if (durationOf(every) * periods > durationOf('P36525D')) fault(at, 'This reaches back more than a hundred years.')
  },
)

const textTests = ['exists', 'eq', 'in', 'contains', 'startsWith']
const testsOf = (field: ProfileClause['field']): readonly string[] => {
  if ((numericProfileFields as readonly string[]).includes(field)) return ['exists', 'in', ...numberTests]
  return (timeProfileFields as readonly string[]).includes(field) ? ['exists', ...numberTests] : textTests
}

/** What a field is compared with must be of its own kind. */
const requireKind = (clause: ProfileClause, at: Reading): void => {
  const allowed = testsOf(clause.field)
  const kind = (numericProfileFields as readonly string[]).includes(clause.field) ? 'number' : 'string'
  for (const [name, value] of Object.entries(clause)) {
    if (name === 'field') continue
    if (!allowed.includes(name)) {
      unknownName(at, `test of ${clause.field} called`, name, allowed)
      continue
    }
    const values =
      name === 'exists' ? [] : Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [value]
    if (values.some((each) => typeof each !== kind))
      fault(inside(at, name), `${clause.field} is compared with ${kind === 'number' ? 'numbers' : 'texts'}.`)
  }
}

/** Fields whose values are known: another one could never be met. */
const requireValue = (clause: ProfileClause, at: Reading): void => {
  if (clause.field !== 'LIFECYCLE') return
  for (const name of ['eq', 'in'] as const)
    for (const value of [clause[name] ?? []].flat())
      if (!(lifecycles as readonly unknown[]).includes(value))
        unknownName(inside(at, name), 'LIFECYCLE called', String(value), lifecycles)
}

/** Instants in one spelling. */
const withInstants = (clause: ProfileClause, at: Reading): ProfileClause => {
  if (!(timeProfileFields as readonly string[]).includes(clause.field)) return clause
  const read = (value: unknown, name: string): unknown =>
    name === 'exists' || name === 'field'
      ? value
      : isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([end, each]) => [end, readInstant(each, inside(at, name))]))
        : readInstant(value, inside(at, name))
  return Object.fromEntries(Object.entries(clause).map(([name, value]) => [name, read(value, name)])) as never
}

const profile = checked(
  checked(
    readFields<ProfileClause>({ field: readChoice('field', profileFields), ...valueFields } as never, ['field']),
    requireOne(valueTests),
  ),
  (clause, at) => {
    requireKind(clause, at)
    requireValue(clause, at)
  },
)

export const readProfile: Reader<ProfileClause> = (value, at) => {
  const read = profile(value, at)
  return read && withInstants(read, at)
}
