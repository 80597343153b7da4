import type { Histories } from './histories.ts'

/**
 * What a family works out about one history before it can explain any score of it, kept until it is asked about another: all the items of a list then cost what one of them did.
 * Models and histories never change, so what is kept stays true.
 */
export const rememberUser = <Model extends object, Known>(
  workOut: (model: Model, histories: Histories, user: number) => Known,
): ((model: Model, histories: Histories, user: number) => Known) => {
  const last = new WeakMap<Model, { readonly histories: Histories; readonly user: number; readonly known: Known }>()
  return (model, histories, user) => {
    const before = last.get(model)
    if (before?.histories === histories && before.user === user) return before.known
    const known = workOut(model, histories, user)
    last.set(model, { histories, user, known })
    return known
  }
}
