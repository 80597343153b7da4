import type {
  ActionWorth as ActionWorthNoun,
  CouponAction as CouponActionName,
  CouponStanding as CouponStandingName,
  CustomerState as CustomerStateNoun,
  Interval,
  JudgedPolicy as JudgedPolicyName,
  PolicyJudgement as PolicyJudgementNoun,
  RecencyBand as RecencyBandName,
  ValueEstimate as ValueEstimateNoun,
  ValueMethod as ValueMethodName,
} from '../domain/next-action.ts'
import {
  type ActionPolicyView,
  actionPolicy,
  isBetter,
  type NextBestActionView,
  nextBestActionOfUser,
  type StatePolicyView,
  shareOf,
  statesOfPolicy,
  textOfNextBestAction,
} from '../resolvers/next-best-action.ts'
import { builder } from './builder.ts'
import { described, Language, Lifecycle } from './enums.ts'
import { InsufficientData } from './insufficient-data.ts'
import { ModelRun } from './model-run.ts'
import { PredictionUnavailable } from './prediction-unavailable.ts'
import { User } from './user.ts'

const CouponAction = builder.enumType('CouponAction', {
  description: 'What can be done about a customer.',
  values: described<CouponActionName>({
    NONE: 'Nothing is sent.',
    PERCENT: 'A coupon of per cent of the price of an order.',
    FIXED: 'A coupon of an amount off an order.',
    SHIPPING: 'A coupon of what delivery would have cost.',
  }),
})

const RecencyBand = builder.enumType('RecencyBand', {
  description: 'Days since the last order, in bands. Whoever has never ordered is in the first.',
  values: described<RecencyBandName>({
    UNDER_14_DAYS: 'Fewer than 14.',
    UNDER_45_DAYS: '14 and more, fewer than 45.',
    UNDER_120_DAYS: '45 and more, fewer than 120.',
    LONGER: '120 and more.',
  }),
})

const CouponStanding = builder.enumType('CouponStanding', {
  description: 'What came of the last coupon that somebody was sent or shown.',
  values: described<CouponStandingName>({
    NONE: 'There never was one.',
    HELD: 'It has neither expired nor been used.',
    USED: 'It was used.',
    UNUSED: 'It has expired, and was not used.',
  }),
})

const JudgedPolicy = builder.enumType('JudgedPolicy', {
  description: 'A way to decide who is sent what.',
  values: described<JudgedPolicyName>({
    LOGGED: 'What was really done.',
    NONE: 'Never to send anything.',
    ALWAYS: 'Always to send the coupon that was sent most.',
    Q_LEARNING: 'A policy learned by Q-learning: the best from now on if everything after it is done best, too.',
    SARSA: 'A policy learned by SARSA: the best now if everything after it goes on as it was done.',
    BANDIT: 'The contextual bandit: the best for this decision alone, with a tenth of the choices left to chance.',
  }),
})

const ValueMethod = builder.enumType('ValueMethod', {
  description: 'How it is estimated what a policy would have earned, from what another one did.',
  values: described<ValueMethodName>({
    DOUBLY_ROBUST: 'Stepwise doubly robust: unbiased whatever the table of values; the gate goes by it.',
    WEIGHTED_PER_DECISION: 'Per-decision weighted importance sampling: by what was logged alone.',
    FITTED_Q: 'Fitted Q evaluation: by a table of values alone; as good as the states tell customers apart.',
    MEAN_RETURN: 'What was really earned, on average.',
  }),
})

const CustomerState = builder.objectRef<CustomerStateNoun>('CustomerState').implement({
  description: 'Where somebody stands when it is decided whether a coupon is sent.',
  fields: (t) => ({
    lifecycle: t.expose('lifecycle', {
      type: Lifecycle,
      nullable: true,
      description: 'Against the own rhythm; null for somebody who has never ordered.',
    }),
    recency: t.expose('recency', { type: RecencyBand, description: 'How long ago the last order is.' }),
    coupon: t.expose('coupon', { type: CouponStanding, description: 'What came of the last coupon.' }),
  }),
})

const ActionWorth = builder.objectRef<ActionWorthNoun>('ActionWorth').implement({
  description: 'What an action is worth in a state.',
  fields: (t) => ({
    action: t.expose('action', { type: CouponAction, description: 'The action.' }),
    value: t.exposeFloat('value', {
      description:
        "Margin from here on, what comes later counting less, in the shop's currency; discounts and costs are taken off.",
    }),
    visits: t.exposeInt('visits', { description: 'How often it was done in such a state.' }),
  }),
})

const NextBestAction = builder.objectRef<NextBestActionView>('NextBestAction').implement({
  description: 'What to send somebody next, or nothing: by the published policy, from where the user stands now.',
  fields: (t) => ({
    action: t.expose('action', { type: CouponAction, description: 'What to do.' }),
    text: t.string({
      description: 'Why, in a sentence.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the text.' }) },
      resolve: (next, { language }, ctx) => textOfNextBestAction(next, { language: language ?? 'EN' }, ctx),
    }),
    isDefault: t.exposeBoolean('isDefault', {
      description:
        'Nothing is sent because nothing better is known: no policy is published, or too little was seen of this state.',
    }),
    gain: t.exposeFloat('gain', {
      nullable: true,
      description:
        "What the action is known to add over sending nothing, in the shop's currency; 0 where nothing is best; null by default.",
    }),
    state: t.expose('state', {
      type: CustomerState,
      nullable: true,
      description: 'Where the user stands now; null before anything was learned.',
    }),
    actions: t.expose('worths', {
      type: [ActionWorth],
      description: 'What was seen of each action in this state; none without a published policy.',
    }),
    modelRun: t.expose('modelRun', {
      type: ModelRun,
      nullable: true,
      description: 'The run that it is by; null: none is published.',
    }),
  }),
})

builder.objectField(User, 'nextBestAction', (t) =>
  t.field({
    type: NextBestAction,
    description:
      'What to send the user next, or nothing. A policy is published only where it is known to bring more than what was done and than sending nothing; until then nothing is the answer. Consent, suppression, caps and budgets are the business of campaigns.',
    complexity: 20,
    resolve: nextBestActionOfUser,
  }),
)

const UncertainAmount = builder.objectRef<Interval>('UncertainAmount').implement({
  description: "An amount in the shop's currency, with its 95 % interval.",
  fields: (t) => ({
    value: t.exposeFloat('value', { description: 'The estimate.' }),
    low: t.exposeFloat('low', { nullable: true, description: 'Lower end; null: nothing is known.' }),
    high: t.exposeFloat('high', { nullable: true, description: 'Upper end; null: nothing is known.' }),
  }),
})

const PolicyValueEstimate = builder.objectRef<ValueEstimateNoun>('PolicyValueEstimate').implement({
  description:
    "What a policy would have earned per customer, from the first decision on, what comes later counting less; in the shop's currency, with its 95 % interval.",
  fields: (t) => ({
    method: t.expose('method', { type: ValueMethod, description: 'How it was estimated.' }),
    value: t.exposeFloat('value', { description: 'The estimate.' }),
    low: t.exposeFloat('low', { nullable: true, description: 'Lower end; null: nothing is known.' }),
    high: t.exposeFloat('high', { nullable: true, description: 'Upper end; null: nothing is known.' }),
  }),
})

const ActionShare = builder.objectRef<ReturnType<typeof shareOf>[number]>('ActionShare').implement({
  description: 'How often a policy does something.',
  fields: (t) => ({
    action: t.expose('action', { type: CouponAction, description: 'The action.' }),
    share: t.exposeFloat('share', { description: 'Of all decisions, 0..1.' }),
  }),
})

const PolicyJudgement = builder.objectRef<PolicyJudgementNoun>('PolicyJudgement').implement({
  description: 'How a way to decide was found to do, on customers that it had not learned from.',
  fields: (t) => ({
    policy: t.expose('policy', { type: JudgedPolicy, description: 'Which way.' }),
    estimates: t.expose('estimates', { type: [PolicyValueEstimate], description: 'What it would have earned.' }),
    overLogged: t.expose('overLogged', {
      type: UncertainAmount,
      nullable: true,
      description: 'What it adds over what was done, customer by customer; null for that itself.',
    }),
    overNone: t.expose('overNone', {
      type: UncertainAmount,
      nullable: true,
      description:
        'What it adds over never sending anything, customer by customer; null for that itself, and for what was done.',
    }),
    isBetter: t.boolean({
      description: 'Both lower ends are above 0: what the policy that is published has to meet.',
      resolve: isBetter,
    }),
    shares: t.field({ type: [ActionShare], description: 'What it does how often.', resolve: shareOf }),
  }),
})

const StatePolicy = builder.objectRef<StatePolicyView>('StatePolicy').implement({
  description: 'What a policy does in a state, and why.',
  fields: (t) => ({
    state: t.expose('state', { type: CustomerState, description: 'The state.' }),
    action: t.expose('action', {
      type: CouponAction,
      description:
        'What it does where it may send any kind of coupon: nothing unless sending is known to be better by more than noise.',
    }),
    actions: t.expose('worths', { type: [ActionWorth], description: 'What each action that was tried is worth.' }),
  }),
})

const ActionPolicy = builder.objectRef<ActionPolicyView>('ActionPolicy').implement({
  description: 'What to send in which state, learned from the coupons of the past, and how well it would have done.',
  fields: (t) => ({
    policy: t.expose('policy', { type: JudgedPolicy, description: 'How it was learned: the surer of two ways.' }),
    states: t.field({
      type: [StatePolicy],
      description: 'The states that were seen; none of a run that was kept out.',
      complexity: { field: 1, multiplier: 20 },
      resolve: statesOfPolicy,
    }),
    judgements: t.expose('judgements', {
      type: [PolicyJudgement],
      description: 'How it and others were found to do, on customers they had not learned from.',
    }),
    decisionCount: t.exposeInt('decisions', {
      description: 'Decisions for or against a coupon that were left to chance and whose outcome is known.',
    }),
    customerCount: t.exposeInt('customers', { description: 'Customers that they were about.' }),
    marginRate: t.exposeFloat('marginRate', {
      description: "Part of an order's price that was counted as margin: what the shop's last own campaign says.",
    }),
    outcomeDays: t.exposeInt('outcomeDays', { description: 'Orders of so many days count for a decision.' }),
    halfLifeDays: t.exposeInt('halfLifeDays', { description: 'Days after which what comes counts half.' }),
    modelRun: t.expose('modelRun', {
      type: ModelRun,
      description: 'The run; its `error` says why it was kept out, if it was.',
    }),
  }),
})

const ActionPolicyResult = builder.unionType('ActionPolicyResult', {
  description: 'A policy; or what is missing for one; or what is wrong with the arguments.',
  types: [ActionPolicy, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    'need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : ActionPolicy,
})

builder.queryField('actionPolicy', (t) =>
  t.field({
    type: ActionPolicyResult,
    description: 'The published policy of next best actions, or that of a run.',
    args: {
      modelRun: t.arg.id({
        description: 'The global id of a run of kind NEXT_ACTION, published or not; left out: the published one.',
      }),
    },
    complexity: 20,
    resolve: actionPolicy,
  }),
)
