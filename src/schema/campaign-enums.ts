import type {
  CampaignSource as CampaignSourceName,
  CampaignStatus as CampaignStatusName,
  CampaignStrategy as CampaignStrategyName,
} from '../domain/campaign.ts'
import type { CampaignArm as CampaignArmName, CouponKind as CouponKindName } from '../domain/coupon.ts'
import type { AllocationView } from '../resolvers/campaign-changes.ts'
import { builder } from './builder.ts'
import { described } from './enums.ts'

export const CampaignStatus = builder.enumType('CampaignStatus', {
  description: 'How far a campaign is.',
  values: described<CampaignStatusName>({
    DRAFT: 'Is being written: everything can be changed.',
    SCHEDULED: 'Starts by itself at `startsAt`, and hands out its coupons then.',
    RUNNING: 'Coupons are handed out and redeemed.',
    FINISHED: 'Hands out no more; coupons that were sent stay good until they expire.',
  }),
})

export const CampaignSource = builder.enumType('CampaignSource', {
  description: 'Where a campaign is from.',
  values: described<CampaignSourceName>({
    OWN: 'From here.',
    IMPORTED: 'From elsewhere, as it was: it can be read, and not changed.',
  }),
})

export const CampaignStrategy = builder.enumType('CampaignStrategy', {
  description: 'How it is decided who is sent a coupon, and which, while the budget lasts.',
  values: described<CampaignStrategyName>({
    ALL: 'Everybody, the first coupon; in an order drawn by lot.',
    RANDOM: 'Everybody, a coupon drawn by lot: what comes of it shows what each coupon does.',
    RISKIEST: 'Those likeliest to stay away first, the first coupon.',
    MOST_VALUABLE: 'Those expected to spend most first, the first coupon.',
    UPLIFT:
      'Whom it pays for: coupons and users so that the expected incremental margin is the largest in all. While it is not known whom coupons move: by lot, within a budget.',
    BANDIT: 'A coupon or none, drawn with probabilities that follow what came of it so far.',
    POLICY: 'What the published policy of next best actions says.',
  }),
})

export const CouponKind = builder.enumType('CouponKind', {
  description: 'What a coupon takes off.',
  values: described<CouponKindName>({
    PERCENT: 'Per cent of the price of the order.',
    FIXED: "An amount off the price of the order, in the shop's currency.",
    SHIPPING: 'What delivery would have cost.',
  }),
})

export const CampaignArm = builder.enumType('CampaignArm', {
  description: 'Which part of a campaign somebody is in.',
  values: described<CampaignArmName>({
    TREATED: 'Was sent a coupon.',
    CONTROL: 'Would have been sent one, and was held out to measure against.',
  }),
})

export const SkipReason = builder.enumType('SkipReason', {
  description: 'Why a member of the segment was given nothing.',
  values: described<AllocationView['skipped'][number]['reason']>({
    SUPPRESSED: 'Is on a list of people who may not be contacted.',
    NO_CONSENT: 'Has not consented to what the campaign or its segment needs.',
    FREQUENCY_CAP: 'Has been sent as many coupons lately as the campaign allows.',
    BUDGET: 'The budget was spent on others.',
    NEGATIVE_UPLIFT: 'No coupon is expected to bring more than it costs.',
    NO_SCORE: 'Nothing is known of them that the strategy could go by.',
    NOT_CHOSEN: 'The strategy chose to send nothing.',
  }),
})
