import type { Context } from '../context.ts'
import type { Campaign, CampaignStatus, QuietHours } from '../domain/campaign.ts'
import type { CampaignArm, Coupon, CouponAssignment, CouponRedemption } from '../domain/coupon.ts'
import type { Segment } from '../domain/segment.ts'
import type { UpliftClass } from '../domain/uplift.ts'
import type { User } from '../domain/user.ts'
import { type Connection, idPosition, type PageArgs, readPaging, toConnection } from './connection.ts'
import { isStorable, requireWithin } from './input.ts'

export const campaignByKey = (_root: unknown, { key }: { readonly key: string }, ctx: Context) =>
  isStorable(key) ? ctx.loaders.campaignByKey.load(key) : null

/** All campaigns, oldest first, or those of one status. */
export const campaigns = async (
  _root: unknown,
  { status = null, ...args }: PageArgs & { readonly status?: CampaignStatus | null },
  ctx: Context,
): Promise<Connection<Campaign>> => {
  const list = `campaigns ${status}`
  const { request } = readPaging(args, { list, positionOf: idPosition() })
  return toConnection(
    await ctx.store.listCampaigns(status, request),
    { list },
    ({ id }) => [id],
    (campaign) => campaign,
  )
}

/** null where the campaign was imported and does not say, or where the segment of a finished one is gone. */
export const segmentOfCampaign = (
  { segmentKey }: Campaign,
  _args: object,
  ctx: Context,
): Promise<Segment | null> | null => (segmentKey === null ? null : ctx.loaders.segmentByKey.load(segmentKey))

export interface CampaignCounts {
  readonly assigned: number
  readonly heldOut: number
  readonly redeemers: number
  readonly spent: number
  readonly budgetLeft: number | null
}

export const countsOfCampaign = async (
  { id, budget }: Campaign,
  _args: object,
  ctx: Context,
): Promise<CampaignCounts> => {
  const counted = await ctx.loaders.campaignCounts.load(id)
  const { treated = 0, control = 0, redeemers = 0, spent = 0 } = counted ?? {}
  const budgetLeft = budget === null ? null : Math.max(0, budget - spent)
  return { assigned: treated, heldOut: control, redeemers, spent, budgetLeft }
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** As on a clock. */
export const quietHoursOf = ({ quietHours }: { readonly quietHours: QuietHours | null }) =>
  quietHours && { from: clock(quietHours.from), to: clock(quietHours.to) }

/** Assignments are walked in larger steps than what has much to each row. */
const maxAssignments = 1000

const assignmentPosition = idPosition(Number.MAX_SAFE_INTEGER)

/** Who was sent a coupon, or held out, by an order that stays: whoever comes later is not in between. */
export const assignmentsOfCampaign = async (
  { id: campaignId }: Campaign,
  { arm, ...args }: PageArgs & { readonly arm: CampaignArm },
  ctx: Context,
): Promise<Connection<CouponAssignment>> => {
  const list = `assignments ${campaignId} ${arm}`
  const { request } = readPaging(args, { list, max: maxAssignments, positionOf: assignmentPosition })
  return toConnection(
    await ctx.store.listAssignments({ campaignId, arm }, request),
    { list },
    ({ userId }) => [userId],
    (assignment) => assignment,
  )
}

export const couponsOfUser = async (
  { id: userId }: User,
  args: PageArgs,
  ctx: Context,
): Promise<Connection<CouponAssignment>> => {
  const list = `coupons ${userId}`
  const { request } = readPaging(args, { list, positionOf: idPosition() })
  return toConnection(
    await ctx.store.listCouponsOfUser(userId, request),
    { list },
    ({ campaignId }) => [campaignId],
    (assignment) => assignment,
  )
}

type OfUser = Pick<CouponAssignment, 'userId' | 'campaignId'>

export const userOfAssignment = async ({ userId }: OfUser, _args: object, ctx: Context): Promise<User> => {
  const user = await ctx.loaders.user.load(userId)
  if (user === null) throw new Error(`User ${userId} is in a campaign but is not there`)
  return user
}

export const campaignOfAssignment = async ({ campaignId }: OfUser, _args: object, ctx: Context): Promise<Campaign> => {
  const campaign = await ctx.loaders.campaign.load(campaignId)
  if (campaign === null) throw new Error(`Campaign ${campaignId} has assignments but is not there`)
  return campaign
}

export const couponOfAssignment = async (
  { couponId, ...assignment }: OfUser & { readonly couponId: number | null },
  args: object,
  ctx: Context,
): Promise<Coupon | null> => {
  if (couponId === null) return null
  const { coupons } = await campaignOfAssignment(assignment, args, ctx)
  return coupons.find(({ id }) => id === couponId) ?? null
}

/** 0: everything. */
export const productCountOfCoupon = async ({ id }: Coupon, _args: object, ctx: Context): Promise<number> =>
  (await ctx.loaders.couponProducts.load(id))?.count ?? 0

const mostProducts = 1000

/** @throws CodedError BAD_USER_INPUT */
export const productsOfCoupon = async (
  { id }: Coupon,
  { first }: { readonly first: number },
  ctx: Context,
): Promise<readonly string[]> => {
  requireWithin('first', first, 0, mostProducts)
  return (await ctx.loaders.couponProducts.load(id))?.externalIds.slice(0, first) ?? []
}

export const redemptionsOfAssignment = (
  { userId, campaignId }: OfUser,
  _args: object,
  ctx: Context,
): Promise<readonly CouponRedemption[]> => ctx.loaders.redemptions.load({ userId, campaignId })

/** Nobody who was held out may be. */
export const mayBeSent = ({ userId, campaignId, arm }: CouponAssignment, _args: object, ctx: Context) =>
  arm === 'TREATED' && ctx.loaders.sendable.load({ userId, campaignId })

/** What is stored is one of them: allocations and imports write no other. */
export const upliftClassOf = ({ upliftClass }: CouponAssignment): UpliftClass | null =>
  upliftClass as UpliftClass | null
