/** Bits that depend on the seed alone, fast: xorshift32 (Marsaglia 2003). */
export const createBits = (seed: number): (() => number) => {
  let state = (seed | 0) ^ 0x9e3779b9 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** Leaves out each number with probability `rate`, and scales the others up so that sums stay as they were (Srivastava et al. 2014). */
export interface Dropout {
  readonly rate: number
  readonly bits: () => number
}

/** In place, an even number of numbers; `kept` remembers which, for the way back. Without dropout all are kept. */
export const drop = (x: Float32Array, length: number, kept: Uint8Array, dropout: Dropout | null): void => {
  if (!dropout || dropout.rate === 0) {
    kept.fill(1, 0, length)
    return
  }
  // Two decisions a draw, of 16 bits each.
  const limit = Math.round(dropout.rate * 2 ** 16)
  const scale = 1 / (1 - dropout.rate)
  for (let at = 0; at < length; at += 2) {
    const bits = dropout.bits()
    const [first, second] = [(bits & 0xffff) >= limit ? 1 : 0, bits >>> 16 >= limit ? 1 : 0]
    kept[at] = first
    kept[at + 1] = second
    x[at] *= first * scale
    x[at + 1] *= second * scale
  }
}

/** The way back, into `dx`. */
export const dropBack = (
  dy: Float32Array,
  length: number,
  kept: Uint8Array,
  dropout: Dropout | null,
  dx: Float32Array,
): void => {
  const scale = dropout ? 1 / (1 - dropout.rate) : 1
  for (let at = 0; at < length; at++) dx[at] = dy[at] * kept[at] * scale
}
