/** The honest answer where there is too little to compute from. */
export interface InsufficientData {
  /** What is missing, as a person reads it: `orders of this user`. */
  readonly what: string
  readonly have: number
  readonly need: number
}
