import type { ErrorCode } from '../errors.ts'
import type { Answer, Question } from './question.ts'

export interface ThreadData {
  readonly databaseUrl: string
}

export interface Asking {
  readonly id: number
  readonly question: Question
}

/** `code`: null for what nobody expected. */
interface Failure {
  readonly code: ErrorCode | null
  readonly message: string
}

export type Told =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly failure: Failure }
  /** Something went wrong that nobody has asked for. */
  | { readonly id: null; readonly failure: Failure }
