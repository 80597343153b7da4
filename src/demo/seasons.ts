import type { Season } from './catalogue-shelf.ts'
import {
  daysToBlackFriday,
  daysToChristmas,
  daysToMidAutumn,
  daysToSinglesDay,
  daysToSpringFestival,
} from './festivals.ts'

export type Language = 'en' | 'zh'

const within = (value: number, low: number, high: number): boolean => value >= low && value < high

const europeanSeason = (at: number): number => {
  if (within(daysToBlackFriday(at), -3, 1)) return 2.4
  if (within(daysToChristmas(at), 4, 46)) return 1.7
  if (within(daysToChristmas(at), -7, 4)) return 0.7
  return 1
}

const chineseSeason = (at: number): number => {
  if (within(daysToSinglesDay(at), -1, 2)) return 3
  if (within(daysToChristmas(at), 0, 55)) return 1.35
  if (within(daysToSpringFestival(at), 3, 21)) return 1.8
  if (within(daysToSpringFestival(at), -6, 3)) return 0.35
  if (within(daysToMidAutumn(at), 2, 18)) return 1.4
  return 1
}

const summerDip = (at: number): number => (within(new Date(at).getUTCMonth(), 6, 8) ? 0.7 : 1)

/** How busy the shop is on the day of `at`; 1 is an ordinary day. */
export const busyness = (at: number, language: Language): number =>
  summerDip(at) * (language === 'zh' ? chineseSeason(at) : europeanSeason(at))

const inSeason: Readonly<Record<Season, (at: number) => boolean>> = {
  CHRISTMAS: (at) => within(daysToChristmas(at), 2, 46),
  SPRING_FESTIVAL: (at) => within(daysToSpringFestival(at), 2, 30),
  MID_AUTUMN: (at) => within(daysToMidAutumn(at), 1, 28),
  SUMMER: (at) => within(new Date(at).getUTCMonth(), 4, 8),
}

/** How much a shelf of that season attracts on the day of `at`; a shelf for all seasons is always 1. */
export const shelfAppeal = (season: Season | null, at: number): number => {
  if (season === null) return 1
  if (season === 'SUMMER') return inSeason.SUMMER(at) ? 2.2 : 0.5
  return inSeason[season](at) ? 7 : 0.06
}
