import { couponOffers, type RuleLeaf, type SegmentRule } from '../domain/segment-rule.ts'
import { consentPurposes } from '../domain/user.ts'
import { fault, inside, isRecord, type Reader, type Reading, type RuleFault } from './faults.ts'
import {
  readEvent,
  readProfile,
  readRegularly,
  readRestarted,
  readSequence,
  readStopped,
  readTrait,
} from './read-clauses.ts'
import { readOneOf } from './read-one-of.ts'
import { numberFields, numberTests, readNumberTest, requireOne } from './read-tests.ts'
import { checked, readChoice, readFields, readName, readNumber, readWhole } from './readers.ts'

/** Deeper ones are written by accident, and more clauses by a program that should import a list. */
const deepest = 32
const mostClauses = 1000

const affinity = checked(
  checked(readFields({ product: readName, category: readName, ...numberFields }), requireOne(numberTests)),
  (clause, at) => {
    if ((clause.product === undefined) === (clause.category === undefined))
      fault(at, 'An affinity is one to a "product" or to a "category": give exactly one of them.')
  },
)

const uplift = checked(
  checked(
    readFields({ campaign: readName, offer: readChoice('kind of offer', couponOffers), ...numberFields }),
    requireOne(numberTests),
  ),
  (clause, at) => {
    if ((clause.campaign === undefined) === (clause.offer === undefined))
      fault(at, 'An uplift is that of the coupons of a "campaign" or of one kind of "offer": give exactly one of them.')
  },
)

/** The horizons that purchases are predicted for. */
const horizons = [7, 30, 90]
const readHorizon: Reader<number> = (value, at) =>
  horizons.includes(value as number)
    ? (value as number)
    : fault(at, `Purchases are predicted within ${horizons.join(', ')} days.`)

const bucket = checked(
  readFields({ seed: readName, from: readNumber, to: readNumber }, ['seed', 'from', 'to']),
  ({ from, to }, at) => {
    if (from < 0 || to > 100 || from >= to) fault(at, 'A bucket is a part of 0 to 100 per cent, "from" below "to".')
  },
)

const leaves = {
  profile: readProfile,
  trait: readTrait,
  event: readEvent,
  sequence: readSequence,
  stopped: readStopped,
  restarted: readRestarted,
  regularly: readRegularly,
  churnRisk: readNumberTest,
  lifetimeValue: readNumberTest,
  purchaseProbability: checked(
    readFields({ withinDays: readHorizon, ...numberFields }, ['withinDays']),
    requireOne(numberTests),
  ),
  affinity,
  uplift,
  cluster: readWhole(0, 10_000),
  inSegment: readName,
  inList: readName,
  bucket,
  consent: readChoice('purpose of consent', consentPurposes),
} satisfies Record<LeafKind, Reader<unknown>>

type KindsOf<Leaf> = Leaf extends unknown ? keyof Leaf : never
export type LeafKind = KindsOf<RuleLeaf>

/** Of all leaves that were read so far. */
interface Budget {
  clauses: number
}

const readGroup =
  (budget: Budget, depth: number): Reader<readonly SegmentRule[]> =>
  (value, at) => {
    if (!Array.isArray(value)) return fault(at, 'This must be a list of rules.')
    if (value.length === 0) return fault(at, 'A group needs at least one rule.')
    const read = value.map((each, index) => readNested(budget, depth)(each, inside(at, index)))
    return read.includes(undefined) ? undefined : (read as SegmentRule[])
  }

const isGroup = (value: unknown): boolean =>
  isRecord(value) && ['all', 'any', 'not'].some((name) => value[name] != null)

const readNested =
  (budget: Budget, depth: number): Reader<SegmentRule> =>
  (value, at) => {
    if (depth > deepest) return fault(at, `Rules are nested at most ${deepest} deep.`)
    if (!isGroup(value)) budget.clauses += 1
    if (budget.clauses === mostClauses + 1)
      fault(at, `A rule has at most ${mostClauses} clauses; import a list instead.`)
    if (budget.clauses > mostClauses) return undefined
    const group = readGroup(budget, depth + 1)
    return readOneOf('rule', { all: group, any: group, not: readNested(budget, depth + 1), ...leaves })(value, at) as
      | SegmentRule
      | undefined
  }

/** A rule that is part of something larger. */
export const readRuleAt: Reader<SegmentRule> = (value, at) => readNested({ clauses: 0 }, 1)(value, at)

export type RuleReading = { readonly rule: SegmentRule } | { readonly faults: readonly RuleFault[] }

/** A rule from JSON of any origin, in its own spelling of instants and with nothing absent in it; or all that is wrong with it, each fault with its path. */
export const readRule = (value: unknown): RuleReading => {
  const at: Reading = { faults: [], path: '' }
  const rule = readRuleAt(value, at)
  return rule === undefined || at.faults.length > 0 ? { faults: at.faults } : { rule }
}
