/** What a search may cost, counted in work and not in seconds, so that the same data give the same choice on every machine. */
export interface SearchBudget {
  /** Sets of options tried per family, its defaults among them. */
  readonly configurations: number
  /** Of each round so many as one in `keep` stay for the next, which asks `keep` times as many people. */
  readonly keep: number
  readonly rounds: number
  /** People asked in the last round, and in the test. */
  readonly people: number
  /** Events a training may look at, over all its epochs: what comes to more is trained for fewer epochs, or not at all. */
  readonly trainingEvents: number
  /** What one fit, or all models kept between rounds, may take at most. */
  readonly bytes: number
}

export type BudgetName = 'quick' | 'standard' | 'thorough'

/** quick: seconds, for a demo; standard: minutes, for every recompute; thorough: for the night. */
export const searchBudgets: Readonly<Record<BudgetName, SearchBudget>> = {
  quick: { configurations: 1, keep: 3, rounds: 1, people: 400, trainingEvents: 10_000, bytes: 2 ** 28 },
  standard: { configurations: 5, keep: 3, rounds: 2, people: 1500, trainingEvents: 2_000_000, bytes: 2 ** 30 },
  thorough: { configurations: 16, keep: 3, rounds: 3, people: 5000, trainingEvents: 20_000_000, bytes: 2 ** 31 },
}
