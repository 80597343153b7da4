import type { Campaign as CampaignNoun } from '../domain/campaign.ts'
import type {
  CouponAssignment as AssignmentNoun,
  Coupon as CouponNoun,
  CouponRedemption as RedemptionNoun,
} from '../domain/coupon.ts'
import {
  assignmentsOfCampaign,
  type CampaignCounts as CountsNoun,
  campaignByKey,
  campaignOfAssignment,
  campaigns,
  countsOfCampaign,
  couponOfAssignment,
  couponsOfUser,
  mayBeSent,
  productCountOfCoupon,
  productsOfCoupon,
  quietHoursOf,
  redemptionsOfAssignment,
  segmentOfCampaign,
  upliftClassOf,
  userOfAssignment,
} from '../resolvers/campaigns.ts'
import type { Connection } from '../resolvers/connection.ts'
import { encodeId } from '../resolvers/global-id.ts'
import { builder } from './builder.ts'
import { CampaignArm, CampaignSource, CampaignStatus, CampaignStrategy, CouponKind } from './campaign-enums.ts'
import { ConsentPurpose, UpliftClass } from './enums.ts'
import { pageCost } from './limits.ts'
import { NodeInterface } from './node.ts'
import { Segment } from './segment.ts'
import { User } from './user.ts'

export const Coupon = builder.objectRef<CouponNoun>('Coupon').implement({
  description: 'What a campaign may send.',
  fields: (t) => ({
    key: t.exposeID('key', { description: 'Unique within the campaign.' }),
    kind: t.expose('kind', { type: CouponKind, description: 'What it takes off.' }),
    value: t.exposeFloat('value', { description: "Per cent, or an amount in the shop's currency." }),
    cost: t.exposeFloat('cost', {
      description: "What sending one costs, redeemed or not, in the shop's currency: what the budget is spent on.",
    }),
    validDays: t.exposeInt('validDays', { description: 'Days from when it may be sent to when it expires.' }),
    minimumSpend: t.exposeFloat('minimumSpend', {
      nullable: true,
      description: 'Orders below it do not count; null: any.',
    }),
    productCount: t.int({
      description: 'How many products it is good for, in an imported campaign that says so; 0: everything.',
      resolve: productCountOfCoupon,
    }),
    products: t.idList({
      description: "The products that it is good for, by the shop's own ids, in their order; none: everything.",
      args: { first: t.arg.int({ defaultValue: 100, required: true, description: 'How many, at most 1000.' }) },
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first ?? 100) }),
      resolve: productsOfCoupon,
    }),
  }),
})

const FrequencyCap = builder.objectRef<NonNullable<CampaignNoun['frequencyCap']>>('FrequencyCap').implement({
  description: 'At most so many coupons within so many days, over all campaigns, that of this one counted.',
  fields: (t) => ({
    campaigns: t.exposeInt('campaigns', { description: 'How many campaigns may send somebody a coupon.' }),
    days: t.exposeInt('days', { description: 'Within how many days.' }),
  }),
})

const QuietHours = builder.objectRef<NonNullable<ReturnType<typeof quietHoursOf>>>('QuietHours').implement({
  description: "Hours, by the shop's clock, in which nothing is sent.",
  fields: (t) => ({
    from: t.exposeString('from', { description: 'When they begin, such as `22:00`.' }),
    to: t.exposeString('to', { description: 'When they end, such as `08:00`; before `from`: on the next day.' }),
  }),
})

const CampaignCounts = builder.objectRef<CountsNoun>('CampaignCounts').implement({
  description: 'How far a campaign has come.',
  fields: (t) => ({
    assigned: t.exposeInt('assigned', { description: 'Users who were sent a coupon.' }),
    heldOut: t.exposeInt('heldOut', { description: 'Users who were held out.' }),
    redeemers: t.exposeInt('redeemers', { description: 'Users who redeemed their coupon.' }),
    spent: t.exposeFloat('spent', { description: 'What the coupons sent have cost.' }),
    budgetLeft: t.exposeFloat('budgetLeft', {
      nullable: true,
      description: 'What is left of the budget; null: no limit.',
    }),
  }),
})

export const Campaign = builder.objectRef<CampaignNoun>('Campaign')

export const Redemption = builder.objectRef<RedemptionNoun>('Redemption').implement({
  description: 'That a coupon was used for an order.',
  fields: (t) => ({
    orderId: t.exposeID('orderKey', { description: "The shop's order id." }),
    redeemedAt: t.expose('redeemedAt', { type: 'DateTime', description: 'When.' }),
    discount: t.exposeFloat('discount', {
      nullable: true,
      description: 'What it took off, where the sender said so.',
    }),
    campaign: t.field({
      type: Campaign,
      description: 'The campaign that sent it; needs the scope `read`.',
      authScopes: { read: true },
      resolve: campaignOfAssignment,
    }),
    coupon: t.field({
      type: Coupon,
      nullable: true,
      description: 'The coupon; needs the scope `read`.',
      authScopes: { read: true },
      resolve: couponOfAssignment,
    }),
    user: t.field({
      type: User,
      description: 'Who redeemed it; needs the scope `read`.',
      authScopes: { read: true },
      resolve: userOfAssignment,
    }),
  }),
})

const CouponAssignment = builder.objectRef<AssignmentNoun>('CouponAssignment').implement({
  description: 'That somebody is in a campaign: with a coupon of their own, or held out.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'Who.', resolve: userOfAssignment }),
    campaign: t.field({ type: Campaign, description: 'In which campaign.', resolve: campaignOfAssignment }),
    arm: t.expose('arm', { type: CampaignArm, description: 'In which part of it.' }),
    coupon: t.field({
      type: Coupon,
      nullable: true,
      description: 'What was sent; null for those held out, and in imported campaigns that do not say which.',
      resolve: couponOfAssignment,
    }),
    code: t.exposeID('code', {
      nullable: true,
      description: 'Theirs alone; null for those held out and in imported campaigns.',
    }),
    assignedAt: t.expose('assignedAt', { type: 'DateTime', description: 'When it was decided.' }),
    availableAt: t.expose('availableAt', {
      type: 'DateTime',
      description: 'Not to be sent or redeemed before: quiet hours are waited for.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it can no longer be redeemed; of those held out, when the coupon would have expired; null where an imported campaign does not say.',
    }),
    mayBeSent: t.boolean({
      description:
        'Whether it may still be sent: false for those held out, once it has expired, and once a consent that the campaign or its segment asks for is withdrawn, or a list suppresses the user.',
      resolve: mayBeSent,
    }),
    propensity: t.exposeFloat('propensity', {
      description: 'Probability with which this arm and coupon came to somebody who is in the campaign.',
    }),
    upliftClass: t.field({
      type: UpliftClass,
      nullable: true,
      description: 'What the coupon was expected to do; null where nothing was known of it.',
      resolve: upliftClassOf,
    }),
    expectedUplift: t.exposeFloat('expectedUplift', {
      nullable: true,
      description: 'Points of purchase probability that it was expected to add, -1 to 1; null where nothing was known.',
    }),
    expectedMargin: t.exposeFloat('expectedMargin', {
      nullable: true,
      description: 'What it was expected to add in margin, cost and discount taken off; null where nothing was known.',
    }),
    redemptions: t.field({
      type: [Redemption],
      description: 'The orders that it was used for, earliest first.',
      resolve: redemptionsOfAssignment,
    }),
  }),
})

const AssignmentConnection = builder.connectionObject<typeof CouponAssignment, Connection<AssignmentNoun>>(
  { type: CouponAssignment, name: 'CouponAssignmentConnection', description: 'A page of who is in a campaign.' },
  { name: 'CouponAssignmentEdge', description: 'An assignment and its place.' },
)

Campaign.implement({
  description: 'Coupons for a segment, some of its members held out to measure against.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('Campaign', id) }),
    key: t.exposeID('key', { description: 'Stable key.' }),
    name: t.exposeString('name', { description: 'Name, for people.' }),
    description: t.exposeString('description', { description: 'What it is for, for people.' }),
    source: t.expose('source', { type: CampaignSource, description: 'Where it is from.' }),
    status: t.expose('status', { type: CampaignStatus, description: 'How far it is.' }),
    segment: t.field({
      type: Segment,
      nullable: true,
      description:
        'Whom it is for; null where an imported campaign does not say, or the segment is gone since it finished.',
      resolve: segmentOfCampaign,
    }),
    coupons: t.expose('coupons', { type: [Coupon], description: 'What it may send.' }),
    strategy: t.expose('strategy', { type: CampaignStrategy, description: 'How it is decided who is sent what.' }),
    holdoutShare: t.exposeFloat('holdoutShare', {
      description: 'Part of those who would be sent a coupon that gets none, 0 to 1.',
    }),
    seed: t.exposeString('seed', { description: 'Decides, with the user, who is held out.' }),
    budget: t.exposeFloat('budget', {
      nullable: true,
      description: 'The most that coupons sent may cost in all; null: no limit.',
    }),
    perUserCap: t.exposeInt('perUserCap', {
      description: 'How many orders a user may redeem their coupon for; they are sent one.',
    }),
    frequencyCap: t.expose('frequencyCap', {
      type: FrequencyCap,
      nullable: true,
      description: 'How often somebody may be sent a coupon, over all campaigns; null: no limit.',
    }),
    quietHours: t.field({
      type: QuietHours,
      nullable: true,
      description: 'When nothing is sent; null: coupons may be sent at once.',
      resolve: quietHoursOf,
    }),
    consents: t.expose('consents', {
      type: [ConsentPurpose],
      description: 'Purposes that everybody in it must have consented to, beside those of its segment.',
    }),
    marginRate: t.exposeFloat('marginRate', { description: "Part of an order's price that is margin, 0 to 1." }),
    startsAt: t.expose('startsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it starts by itself; null: when it is told to.',
    }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it finishes by itself; null: when it is told to.',
    }),
    allocatedAt: t.expose('allocatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When coupons were last handed out; null: never.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description:
        'Why it could not do by itself what was due (start, hand out coupons, end) when that was last tried; it is tried every minute. null: nothing is wrong.',
    }),
    counts: t.field({
      type: CampaignCounts,
      description: 'How far it has come.',
      complexity: 50,
      resolve: countsOfCampaign,
    }),
    assignments: t.connection(
      {
        type: CouponAssignment,
        description:
          'Who was sent a coupon, each with a code of their own, or who was held out; in an order that stays. At most 1000 a page; needs the scope `read`.',
        // A mutation hands out campaigns to keys that may not read.
        authScopes: { read: true },
        args: {
          arm: t.arg({
            type: CampaignArm,
            required: true,
            defaultValue: 'TREATED',
            description: 'Those who were sent a coupon, or those held out.',
          }),
        },
        complexity: pageCost,
        resolve: assignmentsOfCampaign,
      },
      AssignmentConnection,
    ),
  }),
})

const CampaignConnection = builder.connectionObject<typeof Campaign, Connection<CampaignNoun>>(
  { type: Campaign, name: 'CampaignConnection', description: 'A page of campaigns.' },
  { name: 'CampaignEdge', description: 'A campaign and its place.' },
)

builder.objectField(User, 'coupons', (t) =>
  t.connection(
    {
      type: CouponAssignment,
      description: 'The coupons that the user was sent, oldest campaign first.',
      complexity: pageCost,
      resolve: couponsOfUser,
    },
    AssignmentConnection,
  ),
)

builder.queryFields((t) => ({
  campaign: t.field({
    type: Campaign,
    nullable: true,
    description: 'One campaign by its key; null where there is none.',
    args: { key: t.arg.id({ required: true, description: 'Key of the campaign.' }) },
    resolve: campaignByKey,
  }),
  campaigns: t.connection(
    {
      type: Campaign,
      description: 'All campaigns, oldest first.',
      args: { status: t.arg({ type: CampaignStatus, description: 'Only those of this status.' }) },
      complexity: pageCost,
      resolve: campaigns,
    },
    CampaignConnection,
  ),
}))
