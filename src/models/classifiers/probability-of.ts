import { sigmoid } from '../math/sigmoid.ts'

/** e^-30: surer than any number of customers can make one, and still far from what rounds to 0 or 1. */
const surest = 30

/** The probability of a logit, strictly between 0 and 1 however large the logit is. */
export const probabilityOf = (logit: number): number => sigmoid(Math.max(-surest, Math.min(surest, logit)))
