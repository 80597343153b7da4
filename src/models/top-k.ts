/** The best `k` of what is offered, best first; ties go to the smaller item. Reused from call to call. */
export interface TopK {
  readonly clear: () => void
  readonly offer: (item: number, score: number) => void
  /** How many are held, at most k. */
  readonly size: () => number
  /** Sorts what is held: `items` and `scores` are then in order up to `size`. Clear before offering again. */
  readonly sort: () => void
  readonly items: Int32Array
  readonly scores: Float64Array
}

/** A binary heap whose root is the worst of the best; 12 bytes an entry, log2(k) steps for an item that gets in. */
export const createTopK = (k: number): TopK => {
  const items = new Int32Array(k)
  const scores = new Float64Array(k)
  let size = 0
  const isWorse = (a: number, b: number) => scores[a] < scores[b] || (scores[a] === scores[b] && items[a] > items[b])
  const swap = (a: number, b: number) => {
    const [item, score] = [items[a], scores[a]]
    items[a] = items[b]
    scores[a] = scores[b]
    items[b] = item
    scores[b] = score
  }
  const sink = (from: number, end: number) => {
    for (let at = from; ; ) {
      let worst = at
      const left = 2 * at + 1
      if (left < end && isWorse(left, worst)) worst = left
      if (left + 1 < end && isWorse(left + 1, worst)) worst = left + 1
      if (worst === at) return
      swap(at, worst)
      at = worst
    }
  }
  const rise = (from: number) => {
    for (let at = from; at > 0 && isWorse(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1)
  }
  const offer = (item: number, score: number) => {
    if (size < k) {
      items[size] = item
      scores[size] = score
      rise(size++)
    } else if (k > 0 && (score > scores[0] || (score === scores[0] && item < items[0]))) {
      items[0] = item
      scores[0] = score
      sink(0, size)
    }
  }
  const sort = () => {
    for (let end = size - 1; end > 0; end--) {
      swap(0, end)
      sink(0, end)
    }
  }
  const clear = () => {
    size = 0
  }
  return { clear, offer, size: () => size, sort, items, scores }
}
