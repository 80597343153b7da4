import type { Counterfactual, PredictionReason } from './prediction.ts'

export const churnBands = ['LOW', 'MEDIUM', 'HIGH'] as const
export type ChurnBand = (typeof churnBands)[number]

/** The published cut points: MEDIUM from the first, HIGH from the second. */
export const churnBandCuts = { medium: 0.4, high: 0.7 } as const

export interface ChurnScore {
  readonly userId: number
  /** Calibrated probability of no purchase within the horizon. */
  readonly probability: number
  readonly band: ChurnBand
  /** The user's own: three of their usual gaps between purchases, within bounds. */
  readonly horizonDays: number
  /** BG/NBD P(alive). */
  readonly probabilityAlive: number
  readonly reasons: readonly PredictionReason[]
  /** null when nothing within reach would lower it noticeably. */
  readonly counterfactual: Counterfactual | null
}
