export const DAY = 86_400_000

/** First day of the Chinese year and the 15th of its eighth month, month * 100 + day. */
const lunar: Readonly<Record<number, readonly [newYear: number, midAutumn: number]>> = {
  2020: [125, 1001],
  2021: [212, 921],
  2022: [201, 910],
  2023: [122, 929],
  2024: [210, 917],
  2025: [129, 1006],
  2026: [217, 925],
  2027: [206, 915],
  2028: [126, 1003],
  2029: [213, 922],
  2030: [203, 912],
  2031: [123, 1001],
  2032: [211, 919],
  2033: [131, 908],
  2034: [219, 927],
  2035: [208, 916],
}

/** Where the table ends the festivals fall on the middle of their range. */
const beyondTheTable = [205, 922] as const

const lunarDate = (year: number, which: 0 | 1): number => {
  const code = (lunar[year] ?? beyondTheTable)[which]
  return Date.UTC(year, Math.floor(code / 100) - 1, code % 100)
}

/** Days from `at` to the festival of the same year, negative after it. */
const daysTo = (festival: number, at: number): number => (festival - at) / DAY

export const daysToSpringFestival = (at: number): number => daysTo(lunarDate(new Date(at).getUTCFullYear(), 0), at)

export const daysToMidAutumn = (at: number): number => daysTo(lunarDate(new Date(at).getUTCFullYear(), 1), at)

export const daysToChristmas = (at: number): number => daysTo(Date.UTC(new Date(at).getUTCFullYear(), 11, 25), at)

export const daysToSinglesDay = (at: number): number => daysTo(Date.UTC(new Date(at).getUTCFullYear(), 10, 11), at)

/** The Friday after the fourth Thursday of November. */
export const daysToBlackFriday = (at: number): number => {
  const year = new Date(at).getUTCFullYear()
  const first = new Date(Date.UTC(year, 10, 1)).getUTCDay()
  return daysTo(Date.UTC(year, 10, 1 + ((4 - first + 7) % 7) + 22), at)
}
