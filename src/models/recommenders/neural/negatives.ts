import type { Random } from '../../math/random.ts'
import type { Candidates } from './sampled-softmax.ts'

/**
 * Shared candidates of the softmax: `count` drawn with replacement, half of them evenly over the catalogue and half as often as items occur (the popular ones are the hard ones,
 * the even half keeps weights bounded), each corrected by -log(count q_j). Where `count` reaches the catalogue it is all of it, once.
 */
export const createCandidates = (catalogue: Int32Array, occurrences: Int32Array, items: number, count: number) => {
  if (count >= catalogue.length) {
    const all = { count: catalogue.length, items: catalogue, logWeight: new Float32Array(catalogue.length) }
    return (): Candidates => all
  }
  const times = new Float64Array(items)
  for (const item of occurrences) times[item]++
  const correction = Float32Array.from(
    times,
    (n) => -Math.log(count * (0.5 / catalogue.length + (0.5 * n) / occurrences.length)),
  )
  const drawn = { count, items: new Int32Array(count), logWeight: new Float32Array(count) }
  return (random: Random): Candidates => {
    for (let j = 0; j < count; j++) {
      const from = j % 2 === 0 ? catalogue : occurrences
      const item = from[random.integer(from.length)]
      drawn.items[j] = item
      drawn.logWeight[j] = correction[item]
    }
    return drawn
  }
}
