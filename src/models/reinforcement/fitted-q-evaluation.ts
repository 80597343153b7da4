import { type ActionProbabilities, type LoggedEpisodes, lastSteps } from './episodes.ts'

const mostIterations = 200
const tolerance = 1e-9

/** A pair of a state and an action that the log or the policy has. */
interface Cells {
  /** states x actions to place; -1: neither has it. */
  readonly placeOf: Int32Array
  readonly cells: Int32Array
}

const findCells = (
  { states, actions, stateCount, actionCount }: LoggedEpisodes,
  targets: ActionProbabilities,
): Cells => {
  const placeOf = new Int32Array(stateCount * actionCount).fill(-1)
  const cells: number[] = []
  const add = (cell: number): void => {
    if (placeOf[cell] < 0) placeOf[cell] = cells.push(cell) - 1
  }
  for (let step = 0; step < states.length; step++) {
    add(states[step] * actionCount + actions[step])
    for (let action = 0; action < actionCount; action++)
      if (targets[step * actionCount + action] > 0) add(states[step] * actionCount + action)
  }
  return { placeOf, cells: Int32Array.from(cells) }
}

/** What the log says of each pair of cells, cells x cells: where the policy would be next, and how much that counts. */
interface Flows {
  readonly cells: Int32Array
  readonly actionCount: number
  readonly rewardSums: Float64Array
  readonly counts: Float64Array
  readonly flows: Float64Array
}

const countFlows = (
  log: LoggedEpisodes,
  targets: ActionProbabilities,
  { placeOf, cells }: Cells,
  weights: ArrayLike<number> | null,
): Flows => {
  const { actionCount, states, actions, rewards, discounts } = log
  const n = cells.length
  const last = lastSteps(log)
  const [rewardSums, counts, flows] = [new Float64Array(n), new Float64Array(n), new Float64Array(n * n)]
  for (let step = 0; step < states.length; step++) {
    const weight = weights === null ? 1 : weights[step]
    const place = placeOf[states[step] * actionCount + actions[step]]
    rewardSums[place] += weight * rewards[step]
    counts[place] += weight
    if (last[step] || weight === 0) continue
    const next = step + 1
    for (let action = 0; action < actionCount; action++) {
      const target = targets[next * actionCount + action]
      if (target > 0)
        flows[place * n + placeOf[states[next] * actionCount + action]] += weight * discounts[step] * target
    }
  }
  return { cells, actionCount, rewardSums, counts, flows }
}

/** One backup of every cell that was tried: (sum of rewards + flows x Q), as sums. */
const backUp = ({ rewardSums, flows }: Flows, q: Float64Array): Float64Array =>
  rewardSums.map((reward, place) => {
    let sum = reward
    for (let next = 0; next < q.length; next++) sum += flows[place * q.length + next] * q[next]
    return sum
  })

/** By action: mean over the log, wherever it was done; 0 where it never was. */
const actionMeans = (sums: Float64Array, { cells, counts, actionCount }: Flows): Float64Array => {
  const [totals, all] = [new Float64Array(actionCount), new Float64Array(actionCount)]
  for (let i = 0; i < sums.length; i++) {
    totals[cells[i] % actionCount] += sums[i]
    all[cells[i] % actionCount] += counts[i]
  }
  return totals.map((total, action) => (all[action] > 0 ? total / all[action] : 0))
}

/** By cell: mean over the log, else that of the action. */
const meansByCell = (sums: Float64Array, flows: Flows): Float64Array => {
  const means = actionMeans(sums, flows)
  const { cells, counts, actionCount } = flows
  return sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : means[cells[i] % actionCount]))
}

/**
 * Fitted Q evaluation (Le, Voloshin & Yue 2019) with a table: the fixed point of
 *
 *   Q(s, a) = mean over the log's (s, a) of r + gamma sum over a' of pi(a' | s') Q(s', a')
 *
 * `targets`: what the policy would do at each step of the log. `weights`: how much each step counts, for the bootstrap; null: all alike.
 * A cell that was never tried has the mean of its action. Returns states x actions, row-major.
 */
export const fitQEvaluation = (
  log: LoggedEpisodes,
  targets: ActionProbabilities,
  weights: ArrayLike<number> | null = null,
): Float64Array => {
  const known = findCells(log, targets)
  const flows = countFlows(log, targets, known, weights)
  let q = meansByCell(flows.rewardSums, flows)
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const next = meansByCell(backUp(flows, q), flows)
    const change = next.reduce((most, value, place) => Math.max(most, Math.abs(value - q[place])), 0)
    q = next
    if (change <= tolerance * (1 + Math.abs(q[0]))) break
  }
  const elsewhere = actionMeans(backUp(flows, q), flows)
  return Float64Array.from(known.placeOf, (place, cell) => (place < 0 ? elsewhere[cell % log.actionCount] : q[place]))
}

/** V(s) of each step: the mean of Q over what the policy would do there. */
export const stateValues = (log: LoggedEpisodes, targets: ActionProbabilities, q: Float64Array): Float64Array =>
  Float64Array.from(log.states, (state, step) => {
    let value = 0
    for (let action = 0; action < log.actionCount; action++)
      value += targets[step * log.actionCount + action] * q[state * log.actionCount + action]
    return value
  })

/** What an episode is worth under the policy, by the table: the mean over the first steps of all. Episodes without a step are worth nothing. */
export const evaluatedValue = (
  { starts }: LoggedEpisodes,
  values: Float64Array,
  weights: ArrayLike<number> | null = null,
): number => {
  let [sum, total] = [0, 0]
  for (let e = 0; e + 1 < starts.length; e++) {
    const weight = weights === null ? 1 : weights[e]
    total += weight
    if (starts[e + 1] > starts[e]) sum += weight * values[starts[e]]
  }
  return total === 0 ? 0 : sum / total
}
