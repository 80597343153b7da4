import type { PredictionReason } from '../domain/prediction.ts'
import type { UpliftOffer as UpliftOfferName } from '../domain/uplift.ts'
import type {
  UpliftEstimate as EstimateNoun,
  UpliftLessonNoun,
  UpliftModelNoun,
  UpliftTrialNoun,
} from '../domain/uplift-lesson.ts'
import {
  textOfUpliftReason,
  type UpliftAtView,
  type UpliftModelView,
  type UpliftView,
  upliftAtOfLesson,
  upliftModel,
  upliftOfUser,
  usersByUplift,
} from '../resolvers/uplift.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { described, Language, UpliftClass } from './enums.ts'
import { InsufficientData } from './insufficient-data.ts'
import { pageCost } from './limits.ts'
import { PredictionUnavailable, runArgs } from './prediction-unavailable.ts'
import { User, UserConnection } from './user.ts'
import { UserFilter } from './user-filter.ts'

const UpliftOffer = builder.enumType('UpliftOffer', {
  description: 'Of which coupons effects are told.',
  values: described<UpliftOfferName>({
    ANY: 'Of coupons of all kinds together.',
    PERCENT: 'Of coupons that take a part off the price; of all kinds together where too few of these were shown.',
    FIXED: 'Of coupons that take an amount off; of all kinds together where too few of these were shown.',
    SHIPPING: 'Of free deliveries; of all kinds together where too few of these were shown.',
  }),
})

const UpliftReason = builder.objectRef<PredictionReason>('UpliftReason').implement({
  description: 'One term of an uplift. The terms of one uplift add up to it.',
  fields: (t) => ({
    feature: t.exposeString('feature', {
      description:
        'What it is about: a feature by name, `baseline` for what a coupon does with people in general, `others` for all that is not named.',
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'What it is for this user, in the unit of the feature; null where it is missing or a name.',
    }),
    level: t.exposeString('level', {
      nullable: true,
      description: 'What it is for this user where that is a name; null for numbers.',
    }),
    contribution: t.exposeFloat('contribution', {
      description: 'In points of probability: 0.05 makes an order with a coupon 5 in a hundred likelier than without.',
    }),
    text: t.string({
      description: 'The reason in a sentence, for people who work with customers.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the sentence.' }) },
      resolve: textOfUpliftReason,
    }),
  }),
})

const Uplift = builder.objectRef<UpliftView>('Uplift').implement({
  description: 'What a coupon would change about whether a user orders before it expires.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    offer: t.expose('offer', { type: UpliftOffer, description: 'Which coupons it was learned from.' }),
    uplift: t.exposeFloat('uplift', { description: 'The difference of the two probabilities, -1..1.' }),
    probabilityWithout: t.exposeFloat('probabilityWithout', { description: 'Of an order without a coupon, 0..1.' }),
    probabilityWith: t.exposeFloat('probabilityWith', { description: 'Of an order with one, 0..1.' }),
    upliftClass: t.expose('upliftClass', { type: UpliftClass, description: 'Which of the four the user is.' }),
    reasons: t.expose('reasons', {
      type: [UpliftReason],
      description: 'What a coupon does with people in general, then what makes this user differ, most first.',
    }),
  }),
})

const UpliftResult = builder.unionType('UpliftResult', {
  description:
    'What a coupon would change; or what is missing to know it, such as coupons held back to compare with; or what is wrong with the arguments.',
  types: [Uplift, InsufficientData, PredictionUnavailable],
  resolveType: (result) => ('need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : Uplift),
})

const UpliftEstimate = builder.objectRef<EstimateNoun>('UpliftEstimate').implement({
  description: 'A measured value.',
  fields: (t) => ({
    value: t.exposeFloat('value', { description: 'The value.' }),
    low: t.exposeFloat('low', { description: 'Lower end of the 95 % interval.' }),
    high: t.exposeFloat('high', { description: 'Upper end of the 95 % interval.' }),
  }),
})

const UpliftAt = builder.objectRef<UpliftAtView>('UpliftAt').implement({
  description: 'What treatment changed among those whom it was expected to move most.',
  fields: (t) => ({
    share: t.exposeFloat('share', { description: 'So much of everybody, the best first, 0..1.' }),
    value: t.exposeFloat('value', { description: 'The difference of the rates of those treated and those not.' }),
    low: t.exposeFloat('low', { description: 'Lower end of the 95 % interval.' }),
    high: t.exposeFloat('high', { description: 'Upper end of the 95 % interval.' }),
  }),
})

const UpliftPoint = builder.objectRef<UpliftLessonNoun['curve'][number]>('UpliftCurvePoint').implement({
  description: 'A point of the Qini curve.',
  fields: (t) => ({
    share: t.exposeFloat('share', { description: 'So much of everybody, the best first, 0..1.' }),
    gain: t.exposeFloat('gain', { description: 'Orders that treating them brought, per treated person of all.' }),
  }),
})

const UpliftTrial = builder.objectRef<UpliftTrialNoun>('UpliftTrial').implement({
  description: 'A learner that was tried.',
  fields: (t) => ({
    learner: t.exposeString('learner', { description: 'How effects are learned.' }),
    classifier: t.exposeString('classifier', { description: 'The family of classifiers that it is built on.' }),
    columns: t.stringList({
      nullable: true,
      description: 'How the names of the features begin that it saw; null: all.',
      resolve: ({ columns }) => columns ?? null,
    }),
    qini: t.exposeFloat('qini', { nullable: true, description: 'Out of fold; null: it could not be tried.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'Why it could not be tried.' }),
  }),
})

const UpliftLesson = builder.objectRef<UpliftLessonNoun>('UpliftLesson').implement({
  description: 'What was learned of coupons of one kind, measured on people whom the model did not see.',
  fields: (t) => ({
    offer: t.expose('offer', { type: UpliftOffer, description: 'Of which coupons.' }),
    learner: t.string({ description: 'How effects are learned.', resolve: ({ recipe }) => recipe.learner }),
    classifier: t.string({
      description: 'The family of classifiers that it is built on.',
      resolve: ({ recipe }) => recipe.classifier,
    }),
    exposures: t.int({
      description: 'Coupons shown or held back that it was learned from.',
      resolve: ({ metrics }) => metrics.rows,
    }),
    treated: t.int({ description: 'Those of them that were shown.', resolve: ({ metrics }) => metrics.treated }),
    averageEffect: t.field({
      type: UpliftEstimate,
      description: 'What a coupon changes about the probability of an order, on average.',
      resolve: ({ metrics }) => metrics.ate,
    }),
    qini: t.field({
      type: UpliftEstimate,
      description:
        'Area between the Qini curve and a random order, per treated person: above 0, people are told apart.',
      resolve: ({ metrics }) => metrics.qini,
    }),
    slope: t.float({
      description: 'Which part of the differences foretold out of fold holds, 0..1: as much is told of users.',
      resolve: ({ calibration }) => calibration.slope,
    }),
    usual: t.exposeFloat('usual', {
      description:
        'The probability of an order without a coupon, on average: from it on somebody whom a coupon leaves as they are is a sure thing.',
    }),
    discountShare: t.float({
      nullable: true,
      description:
        'The part of a usual order that these coupons took off, on average: one that takes off less is taken to move people in proportion. null: too few of them say.',
      resolve: ({ discountShare }) => discountShare ?? null,
    }),
    isTold: t.exposeBoolean('passes', {
      description: 'Whether people are told apart beyond noise, so that it is told of users.',
    }),
    upliftAt: t.field({ type: [UpliftAt], description: 'From the best few to everybody.', resolve: upliftAtOfLesson }),
    curve: t.expose('curve', { type: [UpliftPoint], description: 'The Qini curve, for a chart.' }),
    trials: t.expose('trials', { type: [UpliftTrial], description: 'Everything that was tried.' }),
  }),
})

const UpliftModel = builder.objectRef<UpliftModelView>('UpliftModel').implement({
  description: "What was learned from the shop's own coupons: those shown, and those held back to compare with.",
  interfaces: [ComputedInterface],
  fields: (t) => ({
    campaigns: t.exposeInt('campaigns', { description: 'Campaigns in which one can compare, and that are over.' }),
    lessons: t.field({
      type: [UpliftLesson],
      description: 'One per kind of coupon, all kinds together first.',
      resolve: ({ lessons }: UpliftModelNoun) => lessons,
    }),
  }),
})

const UpliftModelResult = builder.unionType('UpliftModelResult', {
  description: 'What was learned; or what is missing to learn from; or what is wrong with the arguments.',
  types: [UpliftModel, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    'need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : UpliftModel,
})

builder.objectField(User, 'uplift', (t) =>
  t.field({
    type: UpliftResult,
    description: 'What a coupon would change about whether the user orders before it expires.',
    args: {
      offer: t.arg({ type: UpliftOffer, required: true, defaultValue: 'ANY', description: 'Of which coupon.' }),
      asOf: t.arg(runArgs.asOf),
      modelRun: t.arg.id(runArgs.modelRun),
    },
    resolve: upliftOfUser,
  }),
)

builder.queryFields((t) => ({
  upliftModel: t.field({
    type: UpliftModelResult,
    description: 'How well it is known what coupons do, and to whom.',
    args: { asOf: t.arg(runArgs.asOf), modelRun: t.arg.id(runArgs.modelRun) },
    resolve: upliftModel,
  }),
  usersByUplift: t.connection(
    {
      type: User,
      description:
        'Whom a coupon moves, the most moved first; nobody before the first run of uplift. A walk over pages stays with the run that it began with.',
      args: {
        offer: t.arg({
          type: UpliftOffer,
          required: true,
          defaultValue: 'ANY',
          description: 'By coupons of which kind.',
        }),
        classIn: t.arg({ type: [UpliftClass], description: 'The user is one of these; left out: any.' }),
        minUplift: t.arg.float({
          required: true,
          defaultValue: -1,
          description: 'At least this uplift, -1..1.',
        }),
        filter: t.arg({ type: UserFilter, description: 'Who is meant; left out: everybody.' }),
      },
      complexity: pageCost,
      resolve: usersByUplift,
    },
    UserConnection,
  ),
}))
