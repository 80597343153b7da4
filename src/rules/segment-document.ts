import { keyShape } from '../domain/key.ts'
import type { SegmentRule } from '../domain/segment-rule.ts'
import { type ConsentPurpose, consentPurposes } from '../domain/user.ts'
import { fault, inside, type Reader, type Reading, type RuleFault } from './faults.ts'
import { readRuleAt } from './read-rule.ts'
import { checked, readChoice, readFields, readList, readText } from './readers.ts'

/** A segment as code. */
export interface DocumentedSegment {
  readonly key: string
  readonly name: string
  readonly description: string
  readonly consents: readonly ConsentPurpose[]
  readonly rule: SegmentRule
  /** Of rule and consents when it was written; nobody has to keep it up. */
  readonly ruleHash?: string
}

/** Segments as code: what a shop keeps beside its other code, by key. */
export interface SegmentDocument {
  readonly format: typeof documentFormat
  readonly version: 1
  readonly segments: readonly DocumentedSegment[]
}

export const documentFormat = 'clientele-segments'

const readKey: Reader<string> = (value, at) =>
  typeof value === 'string' && keyShape.test(value)
    ? value
    : fault(
        at,
        'A key is 1 to 64 small letters, digits, dots, dashes and underscores, and begins with a letter or a digit.',
      )

const readWords =
  (most: number): Reader<string> =>
  (value, at) => {
    const text = readText(value, at)
    return text !== undefined && text.length > most ? fault(at, `This must be at most ${most} characters long.`) : text
  }

type Given = Partial<DocumentedSegment> & Pick<DocumentedSegment, 'key' | 'rule'>

const readSegment = readFields<Given>(
  {
    key: readKey,
    name: readWords(200),
    description: readWords(1000),
    consents: readList(readChoice('purpose of consent', consentPurposes), 0),
    rule: readRuleAt,
    ruleHash: readWords(200),
  },
  ['key', 'rule'],
)

const requireDifferent = (segments: readonly Given[], at: Reading): void => {
  const seen = new Set<string>()
  for (const [index, { key }] of segments.entries()) {
    if (seen.has(key)) fault(inside(at, index), `"${key}" is there twice.`)
    seen.add(key)
  }
}

const exactly =
  <Value extends string | number>(wanted: Value): Reader<Value> =>
  (value, at) =>
    value === wanted ? wanted : fault(at, `This must be ${JSON.stringify(wanted)}.`)

const readDocument = readFields<{ format: string; version: number; segments: readonly Given[] }>(
  {
    format: exactly(documentFormat),
    version: exactly(1),
    segments: checked(readList(readSegment, 0), requireDifferent),
  },
  ['format', 'version', 'segments'],
)

const complete = ({ name, description = '', consents = [], ...given }: Given): DocumentedSegment => ({
  ...given,
  name: name || given.key,
  description,
  consents,
})

export type DocumentReading =
  | { readonly segments: readonly DocumentedSegment[] }
  | { readonly faults: readonly RuleFault[] }

/** Segments from JSON of any origin, or all that is wrong with it, each fault with its path. */
export const readSegmentDocument = (value: unknown): DocumentReading => {
  const at: Reading = { faults: [], path: '' }
  const read = readDocument(value, at)
  return read === undefined || at.faults.length > 0 ? { faults: at.faults } : { segments: read.segments.map(complete) }
}
