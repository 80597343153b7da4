import { type ActionProbabilities, type LoggedEpisodes, lastSteps } from './episodes.ts'

const mostIterations = 200
const tolerance = 1e-9

/** By cell (state x action): mean over the log, else the mean of the action everywhere, else 0. */
const meansByCell = (sums: Float64Array, counts: Float64Array, actionCount: number): Float64Array => {
  const [totals, all] = [new Float64Array(actionCount), new Float64Array(actionCount)]
  for (let cell = 0; cell < sums.length; cell++) {
    totals[cell % actionCount] += sums[cell]
    all[cell % actionCount] += counts[cell]
  }
  return sums.map((sum, cell) => {
    const action = cell % actionCount
    if (counts[cell] > 0) return sum / counts[cell]
    return all[action] > 0 ? totals[action] / all[action] : 0
  })
}

/** What the log says of each pair of cells: where the policy would be next, and how much that counts. */
const countFlows = (log: LoggedEpisodes, targets: ActionProbabilities, weights: ArrayLike<number> | null) => {
  const { stateCount, actionCount, states, actions, rewards, discounts } = log
  const cells = stateCount * actionCount
  const last = lastSteps(log)
  const [rewardSums, counts, flows] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells ** 2)]
  for (let step = 0; step < states.length; step++) {
    const weight = weights === null ? 1 : weights[step]
    const cell = states[step] * actionCount + actions[step]
    rewardSums[cell] += weight * rewards[step]
    counts[cell] += weight
    if (last[step]) continue
    const next = step + 1
    for (let action = 0; action < actionCount; action++)
      flows[cell * cells + states[next] * actionCount + action] +=
        weight * discounts[step] * targets[next * actionCount + action]
  }
  return { rewardSums, counts, flows }
}

/** One backup of every cell that was tried: (sum of rewards + flows x Q), as sums. */
const backUp = (rewardSums: Float64Array, flows: Float64Array, q: Float64Array): Float64Array =>
  rewardSums.map((reward, cell) => {
    let sum = reward
    for (let next = 0; next < q.length; next++) sum += flows[cell * q.length + next] * q[next]
    return sum
  })

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
  const { rewardSums, counts, flows } = countFlows(log, targets, weights)
  let q = meansByCell(rewardSums, counts, log.actionCount)
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const next = meansByCell(backUp(rewardSums, flows, q), counts, log.actionCount)
    const change = next.reduce((most, value, cell) => Math.max(most, Math.abs(value - q[cell])), 0)
    q = next
    if (change <= tolerance * (1 + Math.abs(q[0]))) break
  }
  return q
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
