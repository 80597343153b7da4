import { logGamma } from './log-gamma.ts'

/** Draws that depend on the seed alone: the same seed gives the same sequence on every machine. */
export interface Random {
  /** Strictly between 0 and 1, 52 bits. */
  readonly uniform: () => number
  readonly normal: () => number
  /** Mean 1 / rate. */
  readonly exponential: (rate: number) => number
  /** Scale 1; divide by a rate. */
  readonly gamma: (shape: number) => number
  readonly beta: (a: number, b: number) => number
  readonly poisson: (mean: number) => number
  /** 0 .. n - 1, each as likely. */
  readonly integer: (n: number) => number
  /** A shuffled copy. */
  readonly shuffle: <T>(items: Iterable<T>) => T[]
}

type Uniform = () => number

/** Spreads a seed over all bits (splitmix32, after Steele, Lea & Flood 2014). */
const splitmix32 = (seed: number) => {
  let state = seed | 0
  return (): number => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return z ^ (z >>> 15)
  }
}

/** sfc32 (Doty-Humphrey, PractRand): 128 bits of state, 32 bits a draw. Both halves of a seed above 2^32 count. */
const sfc32 = (seed: number) => {
  const low = splitmix32(seed)
  const high = splitmix32(Math.floor(seed / 0x1_0000_0000))
  const s = Int32Array.of(low() ^ high(), low() + high(), low(), 1)
  const next = (): number => {
    const sum = (s[0] + s[1] + s[3]) | 0
    s[3] = s[3] + 1
    s[0] = s[1] ^ (s[1] >>> 9)
    s[1] = s[2] + (s[2] << 3)
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + sum
    return sum
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

const createUniform = (seed: number): Uniform => {
  const next = sfc32(seed)
  return () => ((next() >>> 6) * 0x400_0000 + (next() >>> 6) + 0.5) / 0x10_0000_0000_0000
}

/** Marsaglia's polar method; the second of each pair is kept for the next call. */
const createNormal = (uniform: Uniform): Uniform => {
  let spare = Number.NaN
  return () => {
    if (!Number.isNaN(spare)) {
      const kept = spare
      spare = Number.NaN
      return kept
    }
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const s = u * u + v * v
      if (s >= 1 || s === 0) continue
      const scale = Math.sqrt((-2 * Math.log(s)) / s)
      spare = v * scale
      return u * scale
    }
  }
}

/** Marsaglia & Tsang 2000, for shape >= 1. */
const largeGamma = (shape: number, uniform: Uniform, normal: Uniform): number => {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = normal()
    const v = (1 + c * z) ** 3
    if (v > 0 && Math.log(uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v
  }
}

/** The transformed rejection method PTRS of Hörmann 1993, for a mean of at least 10. */
const largePoisson = (mean: number, uniform: Uniform): number => {
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const squeeze = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = uniform() - 0.5
    const v = uniform()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= squeeze) return k
    if (k < 0 || (us < 0.013 && v > us)) continue
    const bound = k * Math.log(mean) - mean - logGamma(k + 1)
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= bound) return k
  }
}

const smallPoisson = (mean: number, uniform: Uniform): number => {
  const limit = Math.exp(-mean)
  let k = 0
  for (let product = uniform(); product > limit; product *= uniform()) k++
  return k
}

/** A generator of its own for `seed` (any integer below 2^53). */
export const createRandom = (seed: number): Random => {
  const uniform = createUniform(seed)
  const normal = createNormal(uniform)
  // In logs, so that shapes near 0 neither underflow nor make 0 / 0 of a beta draw.
  const logGammaDraw = (shape: number): number =>
    shape < 1
      ? Math.log(largeGamma(shape + 1, uniform, normal)) + Math.log(uniform()) / shape
      : Math.log(largeGamma(shape, uniform, normal))
  const integer = (n: number) => Math.floor(uniform() * n)
  return Object.freeze({
    uniform,
    normal,
    exponential: (rate: number) => -Math.log(uniform()) / rate,
    gamma: (shape: number) => (shape < 1 ? Math.exp(logGammaDraw(shape)) : largeGamma(shape, uniform, normal)),
    beta: (a: number, b: number) => 1 / (1 + Math.exp(logGammaDraw(b) - logGammaDraw(a))),
    poisson: (mean: number) => (mean < 10 ? smallPoisson(mean, uniform) : largePoisson(mean, uniform)),
    integer,
    shuffle: <T>(items: Iterable<T>): T[] => {
      const shuffled = Array.from(items)
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const swapped = shuffled[i]
        shuffled[i] = shuffled[j]
        shuffled[j] = swapped
      }
      return shuffled
    },
  })
}
