import type { ChurnCause } from '../demo/truth.ts'
import { type BehaviourTopic, createTopicReasons, mainReason } from '../features/behaviour-reasons.ts'
import type { Contributions } from '../models/classifiers/family.ts'
import type { DemoQuestion } from './demo-classify-data.ts'

/** What tells of each cause; LOST_INTEREST is a coin that nothing tells of. */
const topicOf: Readonly<Record<ChurnCause, BehaviourTopic | null>> = {
  BAD_EXPERIENCE: 'EXPERIENCE',
  RETURN: 'RETURN',
  PRICE_RISE: 'PRICE',
  SLOW_DRIFT: 'FADING',
  LOST_INTEREST: null,
}

/** Of those who left for one cause: how many, and for how many of them the reasons name it. */
export interface NamedCause {
  readonly cause: ChurnCause
  readonly people: number
  /** As the main reason. */
  readonly main: number
  /** Among the three topics that raise the risk most, and as the first of all of them. */
  readonly amongThree: number
  readonly first: number
  /** People by the topic of their main reason, the most frequent first. */
  readonly told: readonly (readonly [topic: BehaviourTopic | 'NONE', people: number])[]
}

type Tally = { people: number; main: number; amongThree: number; first: number; told: Map<string, number> }

/**
 * Holds the reasons of a model against what was planted: over everybody who had left by the day of the cut, for whatever long. A reason names a cause when it is of the topic that tells of it.
 */
export const nameCauses = (
  { judged, truths, at }: Pick<DemoQuestion, 'judged' | 'truths' | 'at'>,
  { values }: Contributions,
): readonly NamedCause[] => {
  const { columns, rows, values: cells } = judged.table
  const read = createTopicReasons(columns)
  const tallies = new Map<ChurnCause, Tally>()
  truths.forEach(({ churnedAt, churnCause }, row) => {
    if (churnedAt === null || churnCause === null || churnedAt > at) return
    const own = values.subarray(row * columns.length, (row + 1) * columns.length)
    const reasons = read(own, (column) => cells[column * rows + row])
    const raising = reasons.filter(({ contribution }) => contribution > 0).map(({ topic }) => topic)
    const main = mainReason(reasons)?.topic ?? 'NONE'
    const tally = tallies.get(churnCause) ?? { people: 0, main: 0, amongThree: 0, first: 0, told: new Map() }
    const wanted = topicOf[churnCause]
    tally.people++
    if (main === wanted) tally.main++
    if (wanted !== null && raising.slice(0, 3).includes(wanted)) tally.amongThree++
    if (raising[0] === wanted) tally.first++
    tally.told.set(main, (tally.told.get(main) ?? 0) + 1)
    tallies.set(churnCause, tally)
  })
  return [...tallies]
    .map(([cause, { told, ...counts }]) => ({
      cause,
      ...counts,
      told: [...told].sort((a, b) => b[1] - a[1]) as unknown as NamedCause['told'],
    }))
    .sort((a, b) => (a.cause < b.cause ? -1 : 1))
}

/** Over all causes that leave a trace. */
export const shareNamed = (causes: readonly NamedCause[], how: 'main' | 'amongThree' | 'first'): number => {
  const traced = causes.filter(({ cause }) => topicOf[cause] !== null)
  const people = traced.reduce((sum, own) => sum + own.people, 0)
  return traced.reduce((sum, own) => sum + own[how], 0) / people
}
