import { createRandom, type Random } from '../models/math/random.ts'

/** Finaliser of MurmurHash3 (Appleby): every bit of the input changes half the bits of the output. */
const scramble = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** 32 bits that depend on every one of the keys and on their order. */
export const hash = (...keys: readonly number[]): number => {
  let h = 0x9e3779b9
  for (const key of keys) {
    h = scramble(Math.imul(h, 5) + (key | 0))
    h = scramble(h ^ Math.floor(key / 0x1_0000_0000))
  }
  return h
}

/** Streams that must not touch each other: drawing more from one leaves the others as they are. */
export const streams = { assortment: 1, persona: 2, traits: 3, life: 4, key: 5 } as const

/** The generator of one stream of one user (or product): it depends on these three and on nothing drawn before. */
export const diceOf = (seed: number, stream: number, index: number): Random =>
  createRandom((hash(seed, stream, index) & 0x1f_ffff) * 0x1_0000_0000 + hash(index, seed, stream))

export const chance = (random: Random, probability: number): boolean => random.uniform() < probability

export const pick = <T>(random: Random, items: readonly T[]): T => items[random.integer(items.length)]

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform()

/** An index, each as likely as its weight. At least one weight must be positive. */
export const pickWeighted = (random: Random, weights: ArrayLike<number>): number => {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += weights[i]
  let left = random.uniform() * total
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]
    if (left < 0) return i
  }
  return weights.length - 1
}

/** Counts up from 0 while a coin of probability `more` shows heads, to `most` at most. */
export const run = (random: Random, more: number, most: number): number => {
  let n = 0
  while (n < most && random.uniform() < more) n++
  return n
}
