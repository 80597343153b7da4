import type { LiveShelf } from './live-shelf.ts'
import type { Evidence } from './question.ts'

/** What was done with products that the model does not know says of an item. */
export interface HeardNewcomer {
  /** Above 0, below 2: 1 for what looks just like the newest and like no other. */
  readonly value: number
  /** The product that says most. */
  readonly productId: number
  /** The strongest thing that was done with it: index into the signals of histories. */
  readonly signal: number
}

/** The newest so many different products are heard, each half as loudly as the one after it. */
const mostNewcomers = 5

/** Two products that share less than so much, a brand or a colour, are not told to be alike. */
const leastCosine = 0.25

interface Done {
  readonly item: number
  readonly time: number
  readonly signal: number
}

/** What was done last with products that came since the run, newest first, each product once. */
const newestOf = ({ productIds, times, signals }: Evidence, { itemOf, modelItems }: LiveShelf): readonly Done[] => {
  const done = new Map<number, Done>()
  productIds.forEach((id, at) => {
    const item = itemOf.get(id)
    if (item === undefined || item < modelItems) return
    const known = done.get(item)
    const [time, signal] = [Math.max(times[at], known?.time ?? -Infinity), Math.max(signals[at], known?.signal ?? 0)]
    done.set(item, { item, time, signal })
  })
  return [...done.values()].sort((a, b) => b.time - a.time || a.item - b.item).slice(0, mostNewcomers)
}

/**
 * heard(j) = sum_r 2^-r cos(n_r, j) over the newest products n_0, n_1, ... that came since the run; cos: of what they are described by. The model was fitted without them, so it cannot be asked what people choose
 * beside them. Items that are like none are absent, and no product speaks for itself.
 * @param looks per item those it shares a description with, and how much, 0..1
 */
export const hearNewcomers = (
  evidence: Evidence,
  shelf: LiveShelf,
  looks: (item: number) => ReadonlyMap<number, number>,
): ReadonlyMap<number, HeardNewcomer> => {
  const heard = new Map<number, HeardNewcomer & { readonly loudest: number }>()
  newestOf(evidence, shelf).forEach(({ item: newcomer, signal }, age) => {
    const said = { productId: shelf.productIds[newcomer], signal }
    for (const [item, cosine] of looks(newcomer)) {
      if (item === newcomer || cosine < leastCosine) continue
      const value = Math.min(1, cosine) / 2 ** age
      const known = heard.get(item)
      const whole = (known?.value ?? 0) + value
      if (known === undefined || value > known.loudest) heard.set(item, { ...said, value: whole, loudest: value })
      else heard.set(item, { ...known, value: whole })
    }
  })
  return heard
}
