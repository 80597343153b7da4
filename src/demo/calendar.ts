import type { Archetype, Rhythm } from './archetypes.ts'
import { DAY } from './festivals.ts'
import { busyness, type Language } from './seasons.ts'

const HOUR = 3_600_000

/**
 * The shop's clock for people of one rhythm and language. Activity is a Poisson process of rate sigma * intensity(t);
 * `elapsed` is the integral of the intensity, in ordinary days, so that in its units the process is homogeneous.
 */
export interface Calendar {
  readonly start: number
  readonly until: number
  /** Ordinary days between the start and the instant `at` (ms). */
  readonly elapsed: (at: number) => number
  /** The instant at which so many ordinary days have gone; Infinity past `until`. */
  readonly instantOf: (elapsed: number) => number
}

/** 24 weights that average 1. A distance is taken round the clock: 23:30 is near 01:00. */
const hourWeights = (rhythm: Rhythm): readonly number[] => {
  const weights = Array.from({ length: 24 }, (_, hour) => {
    let weight = 0.05
    for (const [peak, width, height] of rhythm) {
      const apart = Math.abs(hour + 0.5 - peak)
      const distance = Math.min(apart, 24 - apart) / width
      weight += height * Math.exp(-0.5 * distance * distance)
    }
    return weight
  })
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / 24
  return weights.map((weight) => weight / mean)
}

/** Per weekday from Sunday, averaging 1. */
const weekdayWeights = (weekend: number): readonly number[] => {
  const mean = (5 + 2 * weekend) / 7
  return [weekend, 1, 1, 1, 1, 1, weekend].map((weight) => weight / mean)
}

/** `integral[h]`: ordinary days gone at the beginning of hour h after the start. */
const integrate = (archetype: Archetype, language: Language, start: number, hours: number): Float64Array => {
  const byHour = hourWeights(archetype.rhythm)
  const byWeekday = weekdayWeights(archetype.weekend)
  const integral = new Float64Array(hours + 1)
  let day = 0
  for (let h = 0; h < hours; h++) {
    const at = start + h * HOUR
    if (h % 24 === 0) day = busyness(at, language) * byWeekday[new Date(at).getUTCDay()]
    integral[h + 1] = integral[h] + (day * byHour[h % 24]) / 24
  }
  return integral
}

/** The last hour whose integral is not above `elapsed`. */
const hourOf = (integral: Float64Array, elapsed: number): number => {
  let low = 0
  let high = integral.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (integral[middle] <= elapsed) low = middle
    else high = middle - 1
  }
  return low
}

export const createCalendar = (archetype: Archetype, language: Language, until: number, days: number): Calendar => {
  const start = Math.floor((until - days * DAY) / DAY) * DAY
  const hours = Math.ceil((until - start) / HOUR) + 1
  const integral = integrate(archetype, language, start, hours)
  return {
    start,
    until,
    elapsed: (at) => {
      const h = Math.min(hours - 1, Math.max(0, Math.floor((at - start) / HOUR)))
      return integral[h] + (integral[h + 1] - integral[h]) * ((at - start) / HOUR - h)
    },
    instantOf: (elapsed) => {
      if (elapsed >= integral[hours]) return Number.POSITIVE_INFINITY
      const h = hourOf(integral, elapsed)
      const at = start + (h + (elapsed - integral[h]) / (integral[h + 1] - integral[h])) * HOUR
      return at > until ? Number.POSITIVE_INFINITY : Math.floor(at)
    },
  }
}
