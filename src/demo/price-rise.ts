import { DAY } from './festivals.ts'

/** One day everything to eat and drink became dearer, as it does. Today's prices in the products file are those after it. */
export interface PriceRise {
  readonly category: string
  readonly at: number
  readonly factor: number
}

export const createPriceRise = (until: number, days: number): PriceRise => ({
  category: 'Pantry',
  at: until - Math.floor(days * 0.4) * DAY,
  factor: 1.22,
})

/** What the price of today was at the instant `at`. */
export const priceAt = (rise: PriceRise, category: string, price: number, at: number): number =>
  category === rise.category && at < rise.at ? Math.round((price / rise.factor) * 100) / 100 : price
