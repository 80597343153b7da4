import type { UpliftClass as UpliftClassName } from '../domain/uplift.ts'
import {
  type ClassResult as ClassNoun,
  type CouponResult as CouponResultNoun,
  type Increment as IncrementNoun,
  isTrustworthy,
  type CampaignResult as ResultNoun,
  resultOfCampaign,
  textOfResult,
} from '../resolvers/campaign-result.ts'
import { builder } from './builder.ts'
import { Campaign, Coupon } from './campaign.ts'
import { Language, UpliftClass } from './enums.ts'
import { Estimate } from './estimate.ts'

const Increment = builder.objectRef<IncrementNoun>('Increment').implement({
  description: 'What all the treated together brought beyond what they would have brought without a coupon.',
  fields: (t) => ({
    total: t.expose('total', {
      type: Estimate,
      description: 'From the plain difference of the means of both arms (Welch).',
    }),
    adjusted: t.expose('adjusted', {
      type: Estimate,
      description:
        'The same with what people had spent in the 90 days before taken off (CUPED): as unbiased, and narrower where the past tells of the future.',
    }),
    varianceTaken: t.exposeFloat('varianceTaken', {
      description: 'Part of the variance that the adjustment took away, 0 to 1.',
    }),
  }),
})

const QiniPoint = builder.objectRef<ResultNoun['qini'][number]>('QiniPoint').implement({
  description: 'A point of the Qini curve.',
  fields: (t) => ({
    share: t.exposeFloat('share', {
      description: 'Part of the people, those of the highest expected uplift first, 0 to 1.',
    }),
    gain: t.exposeFloat('gain', {
      description:
        'Buyers that treating just these brought beyond those who would have bought anyway, per treated person of all; at share 1 the effect on everybody.',
    }),
  }),
})

const ClassResult = builder.objectRef<ClassNoun>('UpliftClassResult').implement({
  description: 'What coupons did to those of whom the same was expected.',
  fields: (t) => ({
    upliftClass: t.field({
      type: UpliftClass,
      nullable: true,
      description: 'What was expected; null where nothing was known.',
      resolve: ({ upliftClass }) => upliftClass as UpliftClassName | null,
    }),
    treated: t.exposeInt('treated', { description: 'Users who were sent a coupon.' }),
    control: t.exposeInt('control', { description: 'Users who were held out.' }),
    conversionTreated: t.exposeFloat('conversionTreated', {
      nullable: true,
      description: 'Part of the treated who bought; null without any.',
    }),
    conversionControl: t.exposeFloat('conversionControl', {
      nullable: true,
      description: 'Part of those held out who bought; null without any.',
    }),
    conversionLift: t.expose('conversionLift', {
      type: Estimate,
      nullable: true,
      description: 'The difference; null where an arm is empty.',
    }),
  }),
})

const CouponResult = builder.objectRef<CouponResultNoun>('CouponResult').implement({
  description:
    'What came of one coupon. Who was sent which may have been chosen by what was known of them: coupons are compared by `compareCampaigns`, or in a campaign with the strategy RANDOM.',
  fields: (t) => ({
    coupon: t.expose('coupon', { type: Coupon, description: 'Which.' }),
    sent: t.exposeInt('sent', { description: 'Users who were sent it.' }),
    buyers: t.exposeInt('buyers', { description: 'Those of them who bought until it expired, with it or without.' }),
    redemptions: t.exposeInt('redemptions', { description: 'Orders that it was used for.' }),
    redeemers: t.exposeInt('redeemers', { description: 'Users who used it.' }),
    discount: t.exposeFloat('discount', { description: 'What it took off.' }),
    cost: t.exposeFloat('cost', { description: 'What sending it cost.' }),
  }),
})

const CampaignResult = builder.objectRef<ResultNoun>('CampaignResult').implement({
  description:
    'What a campaign did, by those who were held out. Everybody who was assigned counts, whatever they did with the coupon (intention to treat), with the orders from the assignment until the coupon expired; of those held out until it would have. Money is in the currency of the shop.',
  fields: (t) => ({
    treated: t.exposeInt('treated', { description: 'Users who were sent a coupon.' }),
    control: t.exposeInt('control', { description: 'Users who were held out.' }),
    open: t.exposeInt('open', {
      description: 'Users of both arms whose coupon has not expired yet: numbers will still change.',
    }),
    conversionTreated: t.exposeFloat('conversionTreated', {
      nullable: true,
      description: 'Part of the treated who bought, 0 to 1; null without any.',
    }),
    conversionControl: t.exposeFloat('conversionControl', {
      nullable: true,
      description: 'Part of those held out who bought, 0 to 1; null without any.',
    }),
    conversionLift: t.expose('conversionLift', {
      type: Estimate,
      nullable: true,
      description: 'The difference of the two (hybrid score interval); null where an arm is empty.',
    }),
    revenueTreated: t.exposeFloat('revenueTreated', { description: 'Spent by the treated, returns taken off.' }),
    revenueControl: t.exposeFloat('revenueControl', { description: 'Spent by those held out, returns taken off.' }),
    incrementalRevenue: t.field({
      type: Estimate,
      nullable: true,
      description:
        'Revenue that the coupons brought in all, beyond what would have come anyway: `revenue.total`. null where an arm has fewer than two people.',
      resolve: ({ revenue }) => revenue?.total ?? null,
    }),
    revenue: t.expose('revenue', {
      type: Increment,
      nullable: true,
      description: 'Incremental revenue, plain and adjusted; null where an arm has fewer than two people.',
    }),
    margin: t.expose('margin', {
      type: Increment,
      nullable: true,
      description:
        "Incremental margin: the campaign's `marginRate` of prices, discounts and what sending cost taken off. Prices of orders are as paid; a discount that no redemption tells is worked out from the coupon. null where an arm has fewer than two people.",
    }),
    redemptions: t.exposeInt('redemptions', { description: 'Orders that coupons were used for.' }),
    redeemers: t.exposeInt('redeemers', { description: 'Users who used theirs.' }),
    discount: t.exposeFloat('discount', { description: 'What coupons took off.' }),
    cost: t.exposeFloat('cost', { description: 'What sending coupons cost.' }),
    sampleRatioPValue: t.exposeFloat('sampleRatioPValue', {
      nullable: true,
      description:
        'How surprising the sizes of the arms are, given the part that was to be held out; null where nobody was, or where an imported campaign does not say what part. Below .001 something is wrong.',
    }),
    trustworthy: t.boolean({
      description: 'Whether the sizes of the arms fit the part that was to be held out.',
      resolve: isTrustworthy,
    }),
    peopleNeeded: t.exposeInt('peopleNeeded', {
      nullable: true,
      description:
        'People that each of two arms of one size needs, so that a rise of the conversion by a tenth is seen four times out of five; null where nobody held out has bought.',
    }),
    coupons: t.expose('coupons', { type: [CouponResult], description: 'By coupon, in the order of the campaign.' }),
    classes: t.expose('classes', { type: [ClassResult], description: 'By what was expected of people.' }),
    qini: t.expose('qini', {
      type: [QiniPoint],
      description:
        'The Qini curve over those of whom an uplift was expected, in twenty parts; empty without a control or without expectations.',
    }),
    text: t.string({
      description: 'What it comes to, for people.',
      args: {
        language: t.arg({ type: Language, required: true, defaultValue: 'EN', description: 'In which language.' }),
      },
      resolve: textOfResult,
    }),
  }),
})

builder.objectField(Campaign, 'result', (t) =>
  t.field({
    type: CampaignResult,
    nullable: true,
    description:
      'What it did so far, by those who were held out; null before anybody is in it. Needs the scope `read`.',
    authScopes: { read: true },
    complexity: 300,
    resolve: resultOfCampaign,
  }),
)
