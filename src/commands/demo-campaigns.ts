import { type Campaign, COUPON } from '../demo/campaigns.ts'
import { DAY } from '../demo/festivals.ts'
import type { IncomingEvent } from '../domain/event.ts'
import type {
  IncomingAssignment,
  IncomingCampaign,
  IncomingCoupon,
  IncomingRedemption,
} from '../domain/incoming-campaign.ts'

/** The one coupon that every campaign of the made-up shop sends. */
const couponId = 'coupon'

const nameOf = (key: string): string => key[0].toUpperCase() + key.slice(1).replaceAll('-', ' ')

export const toIncomingCampaign = ({ key, from, to }: Campaign): IncomingCampaign => ({
  campaignId: key,
  name: nameOf(key),
  description: 'Half of the visitors of two weeks were shown a coupon, by lot; the others were held out.',
  startsAt: from,
  endsAt: to,
})

export const toIncomingCoupon = ({ key }: Campaign): IncomingCoupon => ({
  campaignId: key,
  couponId,
  productId: null,
  kind: 'PERCENT',
  value: 100 * COUPON.discount,
  cost: 0,
  validDays: COUPON.validDays,
  minimumSpend: null,
})

/** Who met a campaign in these events: who saw its coupon, and who was held out. */
export const assignmentsIn = (events: readonly IncomingEvent[]): readonly IncomingAssignment[] =>
  events.flatMap(({ type, userId, timestamp, properties }): readonly IncomingAssignment[] => {
    const isControl = type === 'CUSTOM' && properties?.name === 'coupon_held_out'
    if (userId === null || (type !== 'COUPON_VIEW' && !isControl)) return []
    return [
      {
        campaignId: String(properties?.campaign),
        userId,
        arm: isControl ? 'CONTROL' : 'TREATED',
        couponId,
        assignedAt: timestamp,
        expiresAt: timestamp + COUPON.validDays * DAY,
        propensity: isControl ? 1 - COUPON.treatedShare : COUPON.treatedShare,
      },
    ]
  })

export const redemptionsIn = (events: readonly IncomingEvent[]): readonly IncomingRedemption[] =>
  events.flatMap(({ type, userId, timestamp, orderId, properties }) =>
    type !== 'COUPON_REDEEM' || userId === null
      ? []
      : [
          {
            campaignId: String(properties?.campaign),
            userId,
            couponId,
            orderId,
            redeemedAt: timestamp,
            discount: null,
          },
        ],
  )
