import { createRandom, type Random } from '../math/random.ts'
import type { SearchBudget } from './budget.ts'
import type { RecommenderFamily, TrainingData } from './family.ts'
import { fitWork } from './work.ts'

/** A family with options: something that can be tried. */
export interface Candidate {
  readonly family: RecommenderFamily
  readonly options: object
}

const isVaried = (values: ArrayLike<number>): boolean => {
  for (let at = 1; at < values.length; at++) if (values[at] !== values[0]) return true
  return false
}

/** Options that can make no difference to these data: how signals weigh where there is one, how fast things fade where there are no times. */
const idleOptions = ({ histories }: TrainingData): ReadonlySet<string> =>
  new Set([
    ...(isVaried(histories.signal) ? [] : ['weights']),
    ...(isVaried(histories.ageDays) ? [] : ['halfLifeDays', 'windowDays']),
  ])

/** Half of the options as they are by default, the others drawn: what is tried lies around what is known to work. */
const draw = (family: RecommenderFamily, idle: ReadonlySet<string>, random: Random): object => {
  const drawn = Object.entries(family.space as Readonly<Record<string, readonly unknown[]>>).map(([name, values]) => {
    const [changes, value] = [random.uniform() < 0.5, values[random.integer(values.length)]]
    return changes && !idle.has(name) ? { [name]: value } : {}
  })
  return Object.assign({}, ...drawn)
}

const drawsPerCandidate = 10

/** Up to `count` different sets of options, as changes to the defaults; the first changes nothing. */
export const drawCandidates = (
  family: RecommenderFamily,
  data: TrainingData,
  count: number,
  seed: number,
): readonly Candidate[] => {
  const random = createRandom(seed)
  const idle = idleOptions(data)
  const found = new Map<string, object>([[JSON.stringify(family.defaults), {}]])
  for (let draws = 0; found.size < count && draws < drawsPerCandidate * count; draws++) {
    const options = draw(family, idle, random)
    const key = JSON.stringify({ ...family.defaults, ...options })
    if (!found.has(key)) found.set(key, options)
  }
  return [...found.values()].slice(0, count).map((options) => ({ family, options }))
}

/** A training of fewer epochs than this part of what it asks for would say nothing about it. */
const leastShare = 1 / 8

const seconds = (work: number): string => `${Number((work / 1e9).toPrecision(2))} s`

const epochsOf = (options: object): number | null =>
  'epochs' in options && typeof options.epochs === 'number' ? options.epochs : null

/** Whether a family trains in epochs: it is tried with a few of them first. */
export const isTrained = ({ family }: Candidate): boolean => epochsOf(family.defaults) !== null

/**
 * The candidate as far as the budget goes: if it trains in epochs, with no more of them than let one candidate stay to the last round. Says why where it goes not at all.
 * `share`: part of the epochs that a round is given.
 */
export const affordable = (
  { family, options }: Candidate,
  data: TrainingData,
  { bytes, work, trainingWork, rounds }: SearchBudget,
  share = 1,
): object | string => {
  const all = { ...family.defaults, ...options }
  const need = Math.max(...Object.values(family.memory(data, all)))
  if (need > bytes) return `It takes ${Math.ceil(need / 2 ** 20)} MB and may take ${Math.floor(bytes / 2 ** 20)}.`
  const asked = fitWork(family, data, all)
  const epochs = epochsOf(all)
  if (epochs === null)
    return asked <= work ? options : `It is work for about ${seconds(asked)} and may take ${seconds(work)}.`
  const most = Math.floor((epochs * trainingWork) / rounds / Math.max(1, asked))
  if (most < leastShare * epochs) {
    return `${epochs} epochs are work for about ${seconds(asked)}, and ${seconds(trainingWork / rounds)} of this budget are left for them.`
  }
  const given = Math.max(1, Math.round(share * Math.min(most, epochs)))
  return given === epochs ? options : { ...options, epochs: given }
}
