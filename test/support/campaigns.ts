import { defaultMarginRate, type NewCampaign } from '../../src/domain/campaign.ts'
import type { NewCoupon } from '../../src/domain/coupon.ts'

export const tenPercent: NewCoupon = {
  key: 'ten',
  kind: 'PERCENT',
  value: 10,
  cost: 1,
  validDays: 14,
  minimumSpend: null,
}

/** A running campaign for everybody in `vip`, with what is given in place of what is usual. */
export const exampleCampaign = (given: Partial<NewCampaign> = {}): NewCampaign => ({
  key: 'spring',
  name: 'Spring',
  description: '',
  source: 'OWN',
  status: 'RUNNING',
  segmentKey: 'vip',
  strategy: 'ALL',
  seed: 'spring-seed',
  holdoutShare: 0.1,
  budget: null,
  perUserCap: 1,
  frequencyCap: null,
  quietHours: null,
  consents: [],
  marginRate: defaultMarginRate,
  startsAt: null,
  endsAt: null,
  createdAt: new Date('2026-03-01T00:00:00Z'),
  coupons: [tenPercent],
  ...given,
})
