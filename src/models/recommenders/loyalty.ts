import { type Histories, purchaseSignal } from './histories.ts'

/** What somebody bought last of one category. */
export interface LastBought {
  readonly item: number
  /** Days since the last time, and since the first time, that this item was bought. */
  readonly sinceDays: number
  readonly firstDays: number
  /** How often it was bought. */
  readonly times: number
}

/** By category what a user bought last of it; `meet` is told of every purchase with the one before it in the category, if there was one. */
export const lastBoughtOf = (
  { pointers, item, ageDays, signal }: Histories,
  { recommendable, categoryOf }: { readonly recommendable: ArrayLike<number>; readonly categoryOf: Int32Array },
  user: number,
  meet: (item: number, ageDays: number, before: LastBought | undefined) => void = () => undefined,
): ReadonlyMap<number, LastBought> => {
  const lasts = new Map<number, LastBought>()
  const firsts = new Map<number, { readonly firstDays: number; readonly times: number }>()
  for (let at = pointers[user]; at < pointers[user + 1]; at++) {
    if (signal[at] !== purchaseSignal || !recommendable[item[at]]) continue
    const category = categoryOf[item[at]]
    meet(item[at], ageDays[at], lasts.get(category))
    const before = firsts.get(item[at])
    const first = { firstDays: before?.firstDays ?? ageDays[at], times: (before?.times ?? 0) + 1 }
    firsts.set(item[at], first)
    lasts.set(category, { item: item[at], sinceDays: ageDays[at], ...first })
  }
  return lasts
}

/** A category's own repeats count as much as none after so many purchases. */
const shrinkage = 10
/** Between purchases of one order there is nothing to be loyal to. */
const sameOrderDays = 0.01

/**
 * Loyalty to the last thing bought (the state dependence of Guadagni & Little 1983), by category: the part rho of purchases that take the last one again without choosing.
 * By moments: of n purchases after another of the category, R take the last one again and W would by choice alone, so R = rho n + (1 - rho) W. And the geometric mean of the days between.
 */
export const fitLoyalty = (
  histories: Histories,
  within: Float32Array,
  model: { readonly recommendable: ArrayLike<number>; readonly categoryOf: Int32Array; readonly categories: number },
) => {
  const [again, chance, all, logDays] = [0, 0, 0, 0].map(() => new Float64Array(model.categories))
  for (let user = 0; user < histories.users; user++) {
    lastBoughtOf(histories, model, user, (item, ageDays, before) => {
      if (before === undefined || before.sinceDays - ageDays < sameOrderDays) return
      const category = model.categoryOf[item]
      all[category]++
      chance[category] += within[before.item]
      if (item !== before.item) return
      again[category]++
      logDays[category] += Math.log(Math.max(1, before.sinceDays - ageDays))
    })
  }
  return {
    loyalty: Float32Array.from(all, (n, c) =>
      Math.min(0.95, Math.max(0, (again[c] - chance[c]) / (n - chance[c] + shrinkage))),
    ),
    everyDays: Float32Array.from(again, (n, c) => (n > 0 ? Math.exp(logDays[c] / n) : 0)),
  }
}
