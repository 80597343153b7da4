/** Too little to fit from: `have` of `what`, where `need` is the least. */
export interface Insufficient {
  readonly kind: 'insufficient'
  readonly what: string
  readonly have: number
  readonly need: number
}

/** What every fit answers with. Too little data is an answer; malformed data is a RangeError. */
export type Fit<Model> = { readonly kind: 'fitted'; readonly model: Model } | Insufficient

export const insufficient = (what: string, have: number, need: number): Insufficient =>
  Object.freeze({ kind: 'insufficient', what, have, need })

export const fitted = <Model>(model: Model): { readonly kind: 'fitted'; readonly model: Model } =>
  Object.freeze({ kind: 'fitted', model: Object.freeze(model) })

/**
 * How the parameters came about. null: maximum likelihood. `penalised`: the likelihood has no maximum at finite
 * parameters (all customers alike, say) and a weak prior decides. `prior`: neither converged; the stated prior itself.
 */
export type Fallback = null | 'penalised' | 'prior'
