export const churnBands = ['LOW', 'MEDIUM', 'HIGH'] as const
export type ChurnBand = (typeof churnBands)[number]

/** The published cut points: MEDIUM from the first, HIGH from the second. */
export const churnBandCuts = { medium: 0.4, high: 0.7 } as const

/** One term of a prediction. The contributions of all reasons of one score add up to its logit. */
export interface ChurnReason {
  /** `baseline`, `recency`, `frequency` or `tenure`. */
  readonly feature: string
  /** The user's own value of the feature, in its unit (days, repeat purchases); for `baseline` the typical user's probability. */
  readonly value: number
  /** In logits; positive raises the risk. */
  readonly contribution: number
  readonly text: string
}

export interface ChurnScore {
  readonly userId: number
  /** Calibrated probability of no purchase within the horizon. */
  readonly probability: number
  readonly band: ChurnBand
  /** BG/NBD P(alive). */
  readonly probabilityAlive: number
  readonly reasons: readonly ChurnReason[]
  /** What would change it: null when nothing within reach would. */
  readonly counterfactual: { readonly text: string; readonly probability: number } | null
}
