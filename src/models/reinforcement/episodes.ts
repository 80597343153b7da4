/**
 * Decisions as they were logged, an episode after the other (one customer's, say), each in time order. Arrays run in parallel, one entry a step; episode e has the steps
 * `starts[e] .. starts[e + 1] - 1`. States and actions are numbers from 0.
 */
export interface LoggedEpisodes {
  readonly stateCount: number
  /** At most 30: sets of actions are bits. */
  readonly actionCount: number
  /** episodes + 1 */
  readonly starts: Int32Array
  readonly states: Int32Array
  readonly actions: Int32Array
  readonly rewards: Float64Array
  /** 0..1: what a reward of the next step is worth at this one. Of no account at the last step of an episode: nothing follows. */
  readonly discounts: Float64Array
  /** Probability with which the logging policy did what it did; above 0. */
  readonly propensities: Float64Array
  /** What could have been done: bit a for action a; what was done is among it. */
  readonly available: Int32Array
}

/** Probabilities of each action at each step of a log: steps x actions, row-major; each row adds up to 1 over what is available. */
export type ActionProbabilities = Float64Array

/** What a policy would do at each step of a log. */
export type Policy = (log: LoggedEpisodes) => ActionProbabilities

export const isAvailable = (available: number, action: number): boolean => (available & (1 << action)) !== 0

/** The episode of each step. */
export const episodeOfSteps = ({ starts, states }: LoggedEpisodes): Int32Array => {
  const episodes = new Int32Array(states.length)
  for (let e = 0; e + 1 < starts.length; e++) episodes.fill(e, starts[e], starts[e + 1])
  return episodes
}

/** 1 where a step is the last of its episode. */
export const lastSteps = ({ starts, states }: LoggedEpisodes): Uint8Array => {
  const last = new Uint8Array(states.length)
  for (let e = 0; e + 1 < starts.length; e++) if (starts[e + 1] > starts[e]) last[starts[e + 1] - 1] = 1
  return last
}

/** The log of these episodes alone, in the order given; one that is named twice is there twice. */
export const takeEpisodes = (log: LoggedEpisodes, episodes: ArrayLike<number>): LoggedEpisodes => {
  const starts = new Int32Array(episodes.length + 1)
  for (let i = 0; i < episodes.length; i++)
    starts[i + 1] = starts[i] + log.starts[episodes[i] + 1] - log.starts[episodes[i]]
  const steps = new Int32Array(starts[episodes.length])
  for (let i = 0; i < episodes.length; i++)
    for (let at = starts[i]; at < starts[i + 1]; at++) steps[at] = log.starts[episodes[i]] + at - starts[i]
  return {
    stateCount: log.stateCount,
    actionCount: log.actionCount,
    starts,
    states: Int32Array.from(steps, (step) => log.states[step]),
    actions: Int32Array.from(steps, (step) => log.actions[step]),
    rewards: Float64Array.from(steps, (step) => log.rewards[step]),
    discounts: Float64Array.from(steps, (step) => log.discounts[step]),
    propensities: Float64Array.from(steps, (step) => log.propensities[step]),
    available: Int32Array.from(steps, (step) => log.available[step]),
  }
}

/** The discounted return of each episode as it was logged. */
export const loggedReturns = ({ starts, rewards, discounts }: LoggedEpisodes): Float64Array =>
  Float64Array.from({ length: starts.length - 1 }, (_, e) => {
    let value = 0
    for (let step = starts[e + 1] - 1; step >= starts[e]; step--)
      value = rewards[step] + (step + 1 < starts[e + 1] ? discounts[step] * value : 0)
    return value
  })

/**
 * @throws Error naming the first step that cannot be: a state or an action that does not exist, an action that was not available, a propensity outside (0, 1],
 *   a discount outside 0..1, a reward that is no number
 */
export const checkEpisodes = (log: LoggedEpisodes): void => {
  const fault = (step: number): string | null => {
    if (!(log.states[step] >= 0 && log.states[step] < log.stateCount)) return `state ${log.states[step]}`
    if (!(log.actions[step] >= 0 && log.actions[step] < log.actionCount)) return `action ${log.actions[step]}`
    if (!isAvailable(log.available[step], log.actions[step])) return `unavailable action ${log.actions[step]}`
    if (!(log.propensities[step] > 0 && log.propensities[step] <= 1)) return `propensity ${log.propensities[step]}`
    if (!(log.discounts[step] >= 0 && log.discounts[step] <= 1)) return `discount ${log.discounts[step]}`
    return Number.isFinite(log.rewards[step]) ? null : `reward ${log.rewards[step]}`
  }
  for (let step = 0; step < log.states.length; step++) {
    const found = fault(step)
    if (found !== null) throw new Error(`Step ${step} of the log cannot be: ${found}.`)
  }
}
