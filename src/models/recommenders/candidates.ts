import { createRandom, type Random } from '../math/random.ts'
import type { SearchBudget } from './budget.ts'
import type { RecommenderFamily, TrainingData } from './family.ts'

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

/**
 * The candidate as far as the budget goes: with fewer epochs if it trains in epochs. Says why where it goes not at all.
 * `share`: part of the epochs that a round is given.
 */
export const affordable = (
  { family, options }: Candidate,
  data: TrainingData,
  { bytes, trainingEvents }: SearchBudget,
  share = 1,
): object | string => {
  const all = { ...family.defaults, ...options }
  const need = Math.max(...Object.values(family.memory(data, all)))
  if (need > bytes) return `It takes ${Math.ceil(need / 2 ** 20)} MB and may take ${Math.floor(bytes / 2 ** 20)}.`
  if (!('epochs' in all) || typeof all.epochs !== 'number') return options
  const events = data.histories.item.length
  const most = Math.floor(trainingEvents / Math.max(1, events))
  if (most < leastShare * all.epochs) {
    return `${all.epochs} epochs of ${events} events are more work than the ${trainingEvents} events of this budget.`
  }
  const epochs = Math.max(1, Math.round(share * Math.min(most, all.epochs)))
  return epochs === all.epochs ? options : { ...options, epochs }
}
