/** What a search may cost, counted in work and not in seconds, so that the same data give the same choice on every machine. */
export interface SearchBudget {
  /** Sets of options tried per family, its defaults among them, as far as the work goes. */
  readonly configurations: number
  /** Of each round so many as one in `keep` stay for the next, which asks `keep` times as many people. */
  readonly keep: number
  readonly rounds: number
  /** People asked in the last round, and in the test. */
  readonly people: number
  /** What all fits of one family may come to, in `work` of families: about nanoseconds of one core. */
  readonly work: number
  /** The same of a family that trains in epochs: what does not fit is trained for fewer of them, or not at all. */
  readonly trainingWork: number
  /** What one fit, or all models kept between rounds, may take at most. */
  readonly bytes: number
}

export type BudgetName = 'quick' | 'standard' | 'thorough'

/** quick: seconds, for a demo; standard: minutes, for every recompute; thorough: for the night. */
export const searchBudgets: Readonly<Record<BudgetName, SearchBudget>> = {
  quick: { configurations: 1, keep: 3, rounds: 1, people: 400, work: 5e9, trainingWork: 1e8, bytes: 2 ** 28 },
  standard: { configurations: 5, keep: 3, rounds: 2, people: 1500, work: 3e10, trainingWork: 2e10, bytes: 2 ** 30 },
  thorough: { configurations: 16, keep: 3, rounds: 3, people: 5000, work: 2e11, trainingWork: 3e11, bytes: 2 ** 31 },
}
