import {
  type AllocationView,
  allocateCoupons,
  type CouponInput as CouponSettings,
  type CreateCampaignInput as CreateInput,
  createCampaign,
  deleteCampaign,
  finishCampaign,
  scheduleCampaign,
  startCampaign,
  type UpdateCampaignInput as UpdateInput,
  updateCampaign,
} from '../resolvers/campaign-changes.ts'
import { builder } from './builder.ts'
import { Campaign } from './campaign.ts'
import { CampaignStrategy, CouponKind, SkipReason } from './campaign-enums.ts'
import { ConsentPurpose } from './enums.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'

const CouponInput = builder.inputRef<CouponSettings>('CouponInput').implement({
  description: 'What a campaign may send.',
  fields: (t) => ({
    key: t.id({ description: 'Unique within the campaign; by default kind and value, such as `percent-15`.' }),
    kind: t.field({ type: CouponKind, required: true, description: 'What it takes off.' }),
    value: t.float({ required: true, description: "Per cent, or an amount in the shop's currency." }),
    cost: t.float({ description: 'What sending one costs, redeemed or not; by default 0.' }),
    validDays: t.int({ description: 'Days until it expires, 1 to 730; by default 30.' }),
    minimumSpend: t.float({ description: 'Orders below it do not count.' }),
  }),
})

const FrequencyCapInput = builder.inputRef<NonNullable<UpdateInput['frequencyCap']>>('FrequencyCapInput').implement({
  description: 'At most so many coupons within so many days, over all campaigns, that of this one counted.',
  fields: (t) => ({
    campaigns: t.int({ required: true, description: 'How many campaigns may send somebody a coupon, 1 to 100.' }),
    days: t.int({ required: true, description: 'Within how many days, 1 to 365.' }),
  }),
})

const QuietHoursInput = builder.inputRef<NonNullable<UpdateInput['quietHours']>>('QuietHoursInput').implement({
  description: "Hours, by the shop's clock, in which nothing is sent.",
  fields: (t) => ({
    from: t.string({ required: true, description: 'When they begin, such as `22:00`.' }),
    to: t.string({ required: true, description: 'When they end, such as `08:00`.' }),
  }),
})

type FieldBuilder = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0]

/** What can be said of a campaign, all of it optional here. */
const settingFields = (t: FieldBuilder) => ({
  description: t.string({ description: 'What it is for, for people.' }),
  coupon: t.field({ type: CouponInput, description: 'What it sends, where that is one thing.' }),
  coupons: t.field({
    type: [CouponInput],
    description: 'What it may send, where the strategy has a choice; at most 20.',
  }),
  strategy: t.field({ type: CampaignStrategy, description: 'How it is decided who is sent what; by default ALL.' }),
  holdoutShare: t.float({ description: 'Part of those who would be sent a coupon that gets none; by default 0.1.' }),
  budget: t.float({ description: 'The most that coupons sent may cost in all; null: no limit.' }),
  perUserCap: t.int({ description: 'How many orders a user may redeem their coupon for; by default 1.' }),
  frequencyCap: t.field({
    type: FrequencyCapInput,
    description: 'How often somebody may be sent a coupon; null: no limit.',
  }),
  quietHours: t.field({
    type: QuietHoursInput,
    description: 'When nothing is sent; null: coupons may be sent at once.',
  }),
  consents: t.field({
    type: [ConsentPurpose],
    description: 'Purposes that everybody in it must have consented to: applied last, always.',
  }),
  marginRate: t.float({ description: "Part of an order's price that is margin; by default 0.3." }),
  startsAt: t.field({ type: 'DateTime', description: 'When it is to start, once it is scheduled.' }),
  endsAt: t.field({ type: 'DateTime', description: 'When it finishes by itself; null: when it is told to.' }),
})

const CreateCampaignInput = builder.inputRef<CreateInput>('CreateCampaignInput').implement({
  description: 'What a campaign is to be.',
  fields: (t) => ({
    key: t.id({ required: true, description: 'Stable key: small letters, digits, dots, dashes and underscores.' }),
    name: t.string({ required: true, description: 'Name, for people.' }),
    segment: t.id({ required: true, description: 'Key of the segment that it is for.' }),
    seed: t.string({ description: 'Decides, with the user, who is held out; by default the key.' }),
    ...settingFields(t),
  }),
})

const UpdateCampaignInput = builder.inputRef<UpdateInput>('UpdateCampaignInput').implement({
  description: 'What is to be changed: what is left out stays.',
  fields: (t) => ({
    name: t.string({ description: 'Name, for people.' }),
    segment: t.id({ description: 'Key of the segment that it is for.' }),
    ...settingFields(t),
  }),
})

const SkippedUsers = builder.objectRef<AllocationView['skipped'][number]>('SkippedUsers').implement({
  description: 'How many members of the segment were given nothing, for one reason.',
  fields: (t) => ({
    reason: t.expose('reason', { type: SkipReason, description: 'Why.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

const Allocation = builder.objectRef<AllocationView>('Allocation').implement({
  description: 'What handing out coupons did: only those who were not in the campaign yet are spoken of.',
  fields: (t) => ({
    assigned: t.exposeInt('assigned', { description: 'Users who were given a coupon.' }),
    heldOut: t.exposeInt('heldOut', { description: 'Users who would have been given one, and are held out.' }),
    skipped: t.expose('skipped', {
      type: [SkippedUsers],
      description: 'Members who were given nothing, by the first reason that applies, the most frequent first.',
    }),
    expectedIncrementalMargin: t.exposeFloat('expectedIncrementalMargin', {
      nullable: true,
      description:
        'What the coupons given are expected to add in margin, costs and discounts taken off; null where nothing is known of what they do.',
    }),
    shadowPrice: t.exposeFloat('shadowPrice', {
      nullable: true,
      description:
        'What one more unit of budget would bring in expected incremental margin, that unit itself taken off: 0 where the budget was not all needed; null where the strategy does not go by it.',
    }),
    caveat: t.exposeString('caveat', {
      nullable: true,
      description:
        'What the strategy could not go by, and what was done instead: UPLIFT hands out coupons by lot, within the budget, while it is not known whom they move; null: it went by what it should.',
    }),
    spent: t.exposeFloat('spent', { description: 'What the coupons given cost.' }),
    budgetLeft: t.exposeFloat('budgetLeft', {
      nullable: true,
      description: 'What is left of the budget after them; null: no limit.',
    }),
  }),
})

const outcomes = (name: string, description: string) => ({ ...expectedErrors, union: { name, description } })

const compute = { authScopes: { compute: true } } as const

builder.mutationFields((t) => ({
  createCampaign: t.field({
    ...compute,
    type: Campaign,
    description: 'Writes a draft. Sent again it is the same campaign. Needs the scope `compute`.',
    errors: outcomes(
      'CreateCampaignResult',
      'The campaign; or InvalidInputError: every fault at once, NotFoundError: no such segment, ConflictError: the key belongs to another campaign.',
    ),
    args: { input: t.arg({ type: CreateCampaignInput, required: true, description: 'What it is to be.' }) },
    complexity: 10,
    resolve: expected(createCampaign),
  }),
  updateCampaign: t.field({
    ...compute,
    type: Campaign,
    description:
      'Changes what is said, and nothing else: of a draft or a scheduled campaign everything, of a running one name, description, budget and end. Needs the scope `compute`.',
    errors: outcomes(
      'UpdateCampaignResult',
      'The campaign; or InvalidInputError: every fault at once, NotFoundError: no such campaign or segment, ConflictError: its status does not allow it.',
    ),
    args: {
      campaign: t.arg.id({ required: true, description: 'Key of the campaign.' }),
      input: t.arg({ type: UpdateCampaignInput, required: true, description: 'What is to be changed.' }),
    },
    complexity: 10,
    resolve: expected(updateCampaign),
  }),
  scheduleCampaign: t.field({
    ...compute,
    type: Campaign,
    description:
      'Has a draft start by itself and hand out its coupons then, and finish where it has an end. Needs the scope `compute`.',
    errors: outcomes(
      'ScheduleCampaignResult',
      'The campaign; or InvalidInputError: the start is not in the future, NotFoundError: no such campaign, ConflictError: its status does not allow it.',
    ),
    args: {
      campaign: t.arg.id({ required: true, description: 'Key of the campaign.' }),
      startsAt: t.arg({ type: 'DateTime', description: 'When; by default what the campaign says.' }),
      endsAt: t.arg({ type: 'DateTime', description: 'When it finishes; by default what the campaign says.' }),
    },
    complexity: 10,
    resolve: expected(scheduleCampaign),
  }),
  startCampaign: t.field({
    ...compute,
    type: Campaign,
    description:
      'Starts a campaign now. Its coupons are handed out by `allocateCoupons`, or by itself at `startsAt` where it has one. Sent again it changes nothing. Needs the scope `compute`.',
    errors: outcomes(
      'StartCampaignResult',
      'The campaign; or NotFoundError: no such campaign, ConflictError: its status does not allow it.',
    ),
    args: { campaign: t.arg.id({ required: true, description: 'Key of the campaign.' }) },
    complexity: 10,
    resolve: expected(startCampaign),
  }),
  finishCampaign: t.field({
    ...compute,
    type: Campaign,
    description:
      'Ends a running campaign for good, or a scheduled one before it begins; coupons that were sent stay good until they expire. Sent again it changes nothing. Needs the scope `compute`.',
    errors: outcomes(
      'FinishCampaignResult',
      'The campaign; or NotFoundError: no such campaign, ConflictError: its status does not allow it.',
    ),
    args: { campaign: t.arg.id({ required: true, description: 'Key of the campaign.' }) },
    complexity: 10,
    resolve: expected(finishCampaign),
  }),
  deleteCampaign: t.id({
    ...compute,
    description: 'Removes a draft and answers with its key. Needs the scope `compute`.',
    errors: {
      ...outcomes(
        'DeleteCampaignResult',
        'The key; or NotFoundError: no such campaign, ConflictError: it is no draft.',
      ),
      result: { name: 'DeletedCampaign', description: 'A campaign that is gone.' },
      dataField: { name: 'key', description: 'Its key.' },
      directResult: false,
    },
    args: { campaign: t.arg.id({ required: true, description: 'Key of the campaign.' }) },
    complexity: 10,
    resolve: expected(deleteCampaign),
  }),
  allocateCoupons: t.field({
    ...compute,
    type: Allocation,
    description:
      'Hands out the coupons of a campaign to those members of its segment who are not in it yet; a draft starts with it. All of it or nothing; sent again, or twice at once, nobody gets a second one, and the budget is never exceeded. Needs the scope `compute`.',
    errors: outcomes(
      'AllocateCouponsResult',
      'What was done; or NotFoundError: no such campaign, ConflictError: its status does not allow it, or what its strategy goes by has not been computed.',
    ),
    args: {
      campaign: t.arg.id({ required: true, description: 'Key of the campaign.' }),
      dryRun: t.arg.boolean({
        required: true,
        defaultValue: false,
        description: 'Says what would be done, and does nothing.',
      }),
    },
    complexity: 500,
    resolve: expected(allocateCoupons),
  }),
}))
