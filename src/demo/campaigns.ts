import { DAY } from './festivals.ts'
import type { CouponResponse } from './truth.ts'

/** A coupon for all comers of two weeks, shown to a random half of them at their first visit and kept from the others. */
export interface Campaign {
  readonly key: string
  readonly from: number
  readonly to: number
}

export const COUPON = { discount: 0.15, validDays: 14, treatedShare: 0.5 } as const

const EVERY_DAYS = 42
const OPEN_DAYS = 14

const names = [
  'january-warmers',
  'winter-reading',
  'spring-cleaning',
  'april-showers',
  'may-balcony',
  'midsummer',
  'holiday-packing',
  'late-summer',
  'harvest',
  'golden-october',
  'november-lights',
  'december-wishes',
]

/** Every six weeks, from a month after the start. Each is over, coupons included, before the next begins. */
export const createCampaigns = (start: number, until: number): readonly Campaign[] => {
  const campaigns: Campaign[] = []
  for (let from = start + 30 * DAY; from < until; from += EVERY_DAYS * DAY) {
    const date = new Date(from)
    campaigns.push({ key: `${names[date.getUTCMonth()]}-${date.getUTCFullYear()}`, from, to: from + OPEN_DAYS * DAY })
  }
  return campaigns
}

export const campaignAt = (campaigns: readonly Campaign[], at: number): Campaign | null =>
  campaigns.find((campaign) => at >= campaign.from && at < campaign.to) ?? null

/** The probability that a visit ends in an order for somebody who holds a valid coupon. */
export const conversionWithCoupon = (response: CouponResponse, conversion: number): number => {
  if (response === 'PERSUADABLE') return conversion + (1 - conversion) * 0.4
  if (response === 'DO_NOT_DISTURB') return conversion * 0.3
  return conversion
}
