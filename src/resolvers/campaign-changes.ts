import type { Context } from '../context.ts'
import type { Campaign } from '../domain/campaign.ts'
import type { CouponRedemption } from '../domain/coupon.ts'

type Campaigns = Context['campaigns']
export type CreateCampaignInput = Parameters<Campaigns['create']>[0]
export type UpdateCampaignInput = Parameters<Campaigns['update']>[1]
export type CouponInput = NonNullable<UpdateCampaignInput['coupon']>
export type AllocationView = Awaited<ReturnType<Campaigns['allocate']>>

interface KeyArgs {
  readonly campaign: string
}

/** @throws CodedError BAD_USER_INPUT, NOT_FOUND, KEY_REUSED */
export const createCampaign = (
  _root: unknown,
  { input }: { readonly input: CreateCampaignInput },
  ctx: Context,
): Promise<Campaign> => ctx.campaigns.create(input)

/** @throws CodedError BAD_USER_INPUT, NOT_FOUND, CAMPAIGN_STATUS */
export const updateCampaign = (
  _root: unknown,
  { campaign, input }: KeyArgs & { readonly input: UpdateCampaignInput },
  ctx: Context,
): Promise<Campaign> => ctx.campaigns.update(campaign, input)

/** @throws CodedError BAD_USER_INPUT, NOT_FOUND, CAMPAIGN_STATUS */
export const scheduleCampaign = (
  _root: unknown,
  { campaign, ...schedule }: KeyArgs & { readonly startsAt?: Date | null; readonly endsAt?: Date | null },
  ctx: Context,
): Promise<Campaign> => ctx.campaigns.schedule(campaign, schedule)

/** @throws CodedError NOT_FOUND, CAMPAIGN_STATUS */
export const startCampaign = (_root: unknown, { campaign }: KeyArgs, ctx: Context): Promise<Campaign> =>
  ctx.campaigns.start(campaign)

/** @throws CodedError NOT_FOUND, CAMPAIGN_STATUS */
export const finishCampaign = (_root: unknown, { campaign }: KeyArgs, ctx: Context): Promise<Campaign> =>
  ctx.campaigns.finish(campaign)

/** @throws CodedError NOT_FOUND, CAMPAIGN_STATUS */
export const deleteCampaign = (_root: unknown, { campaign }: KeyArgs, ctx: Context): Promise<string> =>
  ctx.campaigns.remove(campaign)

/** @throws CodedError NOT_FOUND, CAMPAIGN_STATUS, NOT_COMPUTED */
export const allocateCoupons = (
  _root: unknown,
  { campaign, dryRun }: KeyArgs & { readonly dryRun: boolean },
  ctx: Context,
): Promise<AllocationView> => ctx.campaigns.allocate({ key: campaign, dryRun })

export interface RedeemArgs {
  readonly code: string
  readonly orderId: string
  readonly user?: string | null
  readonly amount?: number | null
  readonly discount?: number | null
}

/** @throws CodedError of what is wrong with the coupon */
export const redeemCoupon = (
  _root: unknown,
  { orderId, ...args }: RedeemArgs,
  ctx: Context,
): Promise<CouponRedemption> => ctx.campaigns.redeem({ ...args, orderKey: orderId })
