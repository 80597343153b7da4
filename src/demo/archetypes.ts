/** When in the day somebody shops: peaks as [hour, width in hours, weight]. */
export type Rhythm = readonly (readonly [hour: number, width: number, weight: number])[]

export interface Archetype {
  readonly name: string
  /** Part of all users; the parts add up to 1. */
  readonly share: number
  /** How much more than others they love a category; 0.3 for those not named. */
  readonly loves: Readonly<Record<string, number>>
  readonly rhythm: Rhythm
  /** Activity on Saturday and Sunday over that on a weekday. */
  readonly weekend: number
  /** Mean price sensitivity, 0..1. */
  readonly thrift: number
}

const earlyBird: Rhythm = [
  [7, 1.2, 3],
  [19, 2, 1],
]
const lunchBreak: Rhythm = [
  [12.5, 0.9, 3],
  [17.5, 1.5, 1],
]
const sofaEvening: Rhythm = [
  [20.5, 1.6, 3],
  [13, 2, 0.6],
]
const nightOwl: Rhythm = [
  [23.5, 1.5, 3],
  [1.5, 1, 1],
]
const slowMorning: Rhythm = [
  [10, 1.8, 3],
  [16, 2, 1],
]

export const archetypes: readonly Archetype[] = [
  { name: 'tea-lover', share: 0.12, loves: { Pantry: 5, Kitchen: 4 }, rhythm: earlyBird, weekend: 1, thrift: 0.35 },
  { name: 'home-cook', share: 0.12, loves: { Kitchen: 6, Pantry: 3 }, rhythm: sofaEvening, weekend: 1.4, thrift: 0.4 },
  {
    name: 'new-parent',
    share: 0.12,
    loves: { Kids: 8, 'Bath & Body': 1.5 },
    rhythm: nightOwl,
    weekend: 0.9,
    thrift: 0.5,
  },
  { name: 'plant-parent', share: 0.1, loves: { Garden: 8, Home: 2 }, rhythm: slowMorning, weekend: 1.6, thrift: 0.4 },
  {
    name: 'desk-dweller',
    share: 0.11,
    loves: { Stationery: 8, Pantry: 1.5 },
    rhythm: lunchBreak,
    weekend: 0.5,
    thrift: 0.45,
  },
  { name: 'pet-person', share: 0.12, loves: { Pets: 9, Home: 1 }, rhythm: sofaEvening, weekend: 1.1, thrift: 0.45 },
  {
    name: 'weekend-wanderer',
    share: 0.1,
    loves: { Outdoors: 6, Wardrobe: 4 },
    rhythm: slowMorning,
    weekend: 2.6,
    thrift: 0.35,
  },
  { name: 'night-owl', share: 0.08, loves: { Home: 5, 'Bath & Body': 4 }, rhythm: nightOwl, weekend: 1.1, thrift: 0.4 },
  {
    name: 'gift-giver',
    share: 0.06,
    loves: { Festive: 7, Stationery: 2, Home: 2 },
    rhythm: sofaEvening,
    weekend: 1.3,
    thrift: 0.3,
  },
  {
    name: 'bargain-hunter',
    share: 0.07,
    loves: { Wardrobe: 2, Home: 1.5, Kids: 1.5 },
    rhythm: lunchBreak,
    weekend: 1,
    thrift: 0.85,
  },
]
