import type { ClientBase } from 'pg'

import type { Candidates, Choice, ChoiceSetting } from './choice.ts'

/** What a strategy is given: the candidates with their scores, and the transaction that the coupons are handed out in, where it has to read more. */
export interface StrategyRequest extends ChoiceSetting {
  readonly candidates: Candidates
  readonly client: ClientBase
  readonly now: Date
  /** IANA name: days are the shop's. */
  readonly timeZone: string
}

export type Strategy = (request: StrategyRequest) => Choice | Promise<Choice>
