import type { UpliftOutcomes } from './qini.ts'

export interface NetValue {
  /** Rows that the model would treat. */
  readonly chosen: number
  /** Those of them who were treated. */
  readonly treated: number
  readonly value: number
}

/**
 * What the model's choice was worth: over the rows whose uplift is worth more than treatment costs, value x (outcomes of the treated - outcomes of the others) - cost x treated. With arms of one size that is what treating them brought.
 */
export const netValue = (
  { uplift, treated, outcomes }: UpliftOutcomes,
  { cost, value }: { readonly cost: number; readonly value: number },
): NetValue => {
  let [chosen, ownTreated, gained] = [0, 0, 0]
  for (let row = 0; row < uplift.length; row++) {
    if (!(value * uplift[row] > cost)) continue
    chosen++
    ownTreated += treated[row]
    gained += treated[row] === 1 ? outcomes[row] : -outcomes[row]
  }
  return { chosen, treated: ownTreated, value: value * gained - cost * ownTreated }
}
