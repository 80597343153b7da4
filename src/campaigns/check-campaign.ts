import type { CampaignSettings } from '../domain/campaign.ts'
import type { NewCoupon } from '../domain/coupon.ts'
import { CodedError } from '../errors.ts'

type Check = readonly [holds: boolean, otherwise: string]

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to
const isAmount = (value: number, from = 0): boolean => value >= from && value <= 1e9
const keyShape = /^[a-z0-9][a-z0-9._-]{0,63}$/
const keyRule =
  'must be 1 to 64 small letters, digits, dots, dashes and underscores, and begin with a letter or a digit'

const couponChecks = (coupon: NewCoupon, at: string): readonly Check[] => [
  [keyShape.test(coupon.key), `${at}.key ${keyRule}`],
  [
    coupon.kind !== 'PERCENT' || (coupon.value > 0 && coupon.value <= 100),
    `${at}.value must be above 0 and at most 100 per cent; it is ${coupon.value}`,
  ],
  [
    coupon.kind === 'PERCENT' || (isAmount(coupon.value) && coupon.value > 0),
    `${at}.value must be an amount above 0 and at most 1000000000; it is ${coupon.value}`,
  ],
  [
    coupon.cost === 0 || isAmount(coupon.cost, 0.0001),
    `${at}.cost must be 0, or from 0.0001 to 1000000000; it is ${coupon.cost}`,
  ],
  [isWhole(coupon.validDays, 1, 730), `${at}.validDays must be 1 to 730 whole days; it is ${coupon.validDays}`],
  [
    coupon.minimumSpend === null || isAmount(coupon.minimumSpend),
    `${at}.minimumSpend must be 0 to 1000000000; it is ${coupon.minimumSpend}`,
  ],
]

const settingChecks = (s: CampaignSettings): readonly Check[] => [
  [s.name.length >= 1 && s.name.length <= 200, `name must be 1 to 200 characters long; it has ${s.name.length}`],
  [s.description.length <= 2000, `description must be at most 2000 characters long; it has ${s.description.length}`],
  [
    [s.name, s.description].every((text) => text.isWellFormed() && !text.includes('\0')),
    'name and description may hold no character that no stored text can hold',
  ],
  [s.segmentKey !== null, 'segment must say whom it is for'],
  [s.holdoutShare >= 0 && s.holdoutShare < 1, `holdoutShare must be from 0 to below 1; it is ${s.holdoutShare}`],
  [s.budget === null || (s.budget >= 0 && s.budget <= 1e12), `budget must be 0 to 1000000000000; it is ${s.budget}`],
  [isWhole(s.perUserCap, 1, 100), `perUserCap must be a whole number from 1 to 100; it is ${s.perUserCap}`],
  [
    s.frequencyCap === null || (isWhole(s.frequencyCap.campaigns, 1, 100) && isWhole(s.frequencyCap.days, 1, 365)),
    'frequencyCap must be 1 to 100 campaigns within 1 to 365 days',
  ],
  [
    s.quietHours === null || !(Number.isNaN(s.quietHours.from) || Number.isNaN(s.quietHours.to)),
    'quietHours must be from and to as on a clock, such as "22:00" and "08:00"',
  ],
  [
    s.quietHours === null || s.quietHours.from !== s.quietHours.to,
    'quietHours must end at another time than they begin',
  ],
  [s.marginRate > 0 && s.marginRate <= 1, `marginRate must be above 0 and at most 1; it is ${s.marginRate}`],
  [s.startsAt === null || s.endsAt === null || s.endsAt > s.startsAt, 'endsAt must be after startsAt'],
]

const mostCoupons = 20

/** @throws CodedError BAD_USER_INPUT that names every fault */
export const requireCampaign = (key: string, settings: CampaignSettings, coupons: readonly NewCoupon[]): void => {
  const checks: readonly Check[] = [
    [keyShape.test(key), `key ${keyRule}`],
    ...settingChecks(settings),
    [
      coupons.length >= 1 && coupons.length <= mostCoupons,
      `coupons must be 1 to ${mostCoupons}; there are ${coupons.length}`,
    ],
    [
      new Set(coupons.map((coupon) => coupon.key)).size === coupons.length,
      'coupons must have keys of their own: give each a "key"',
    ],
    ...coupons.flatMap((coupon, i) => couponChecks(coupon, coupons.length === 1 ? 'coupon' : `coupons[${i}]`)),
  ]
  const faults = checks.filter(([holds]) => !holds).map(([, otherwise]) => otherwise)
  if (faults.length > 0) throw new CodedError('BAD_USER_INPUT', `${faults.join(' · ')}.`)
}
