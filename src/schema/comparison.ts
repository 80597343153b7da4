import type {
  Comparison as ComparisonNoun,
  ComparisonMetric as MetricName,
  ComparisonStatus as StatusName,
} from '../domain/comparison.ts'
import {
  type CompareCampaignsInput as CompareInput,
  compareCampaigns,
  comparisonByKey,
  comparisonOfCampaign,
  firstOfComparison,
  type ComparisonState as StateNoun,
  secondOfComparison,
  stateOfComparison,
  stopComparison,
  textOfComparison,
} from '../resolvers/comparisons.ts'
import { builder } from './builder.ts'
import { Campaign } from './campaign.ts'
import { described, Language } from './enums.ts'
import { expectedErrors } from './errors.ts'
import { Estimate } from './estimate.ts'
import { expected } from './expected.ts'

const ComparisonMetric = builder.enumType('ComparisonMetric', {
  description: 'What two campaigns are held against each other by, of each of their people.',
  values: described<MetricName>({
    CONVERSION: 'Whether they bought.',
    REVENUE: 'What they spent, returns taken off.',
    MARGIN: "The campaign's `marginRate` of it, discounts and what sending cost taken off.",
  }),
})

const ComparisonStatus = builder.enumType('ComparisonStatus', {
  description: 'How a comparison stands.',
  values: described<StatusName>({
    RUNNING: 'Not decided yet.',
    A_BETTER: 'The first campaign is better.',
    B_BETTER: 'The second campaign is better.',
    NO_DIFFERENCE: 'They differ by less than what was said to matter.',
    ENDED: 'Was ended before it was decided, or a campaign finished and nobody was left to count.',
  }),
})

const ComparisonState = builder.objectRef<StateNoun>('ComparisonState').implement({
  description:
    'What a comparison says now. Somebody counts once their days are over; looking often does no harm, and the first verdict may be acted on.',
  fields: (t) => ({
    peopleA: t.int({ description: 'People of A who count by now.', resolve: ({ a }) => a.people }),
    peopleB: t.int({ description: 'People of B who count by now.', resolve: ({ b }) => b.people }),
    waiting: t.int({
      description: 'People of both whose days are not over.',
      resolve: ({ a, b }) => a.waiting + b.waiting,
    }),
    meanA: t.exposeFloat('meanA', { nullable: true, description: 'Mean of the metric in A; null without people.' }),
    meanB: t.exposeFloat('meanB', { nullable: true, description: 'Mean of the metric in B; null without people.' }),
    difference: t.expose('difference', {
      type: Estimate,
      nullable: true,
      description:
        'B less A, with an interval that holds at all times at once with a probability of 1 - `alpha` (a confidence sequence, wider than a plain 95 % interval); null before a hundred people count on each side, or while nothing sets one apart from another.',
    }),
    sampleRatioPValue: t.exposeFloat('sampleRatioPValue', {
      description: 'How surprising the sizes of the halves are; below .001 something is wrong.',
    }),
    verdict: t.expose('verdict', {
      type: ComparisonStatus,
      description: 'What it says; nothing is decided while the sizes of the halves cannot be chance.',
    }),
    text: t.string({
      description: 'The same, for people.',
      args: {
        language: t.arg({ type: Language, required: true, defaultValue: 'EN', description: 'In which language.' }),
      },
      resolve: textOfComparison,
    }),
  }),
})

const CampaignComparison = builder.objectRef<ComparisonNoun>('CampaignComparison').implement({
  description:
    'Two campaigns for one segment, each for its own half of it, drawn by hash. Every member counts, whether the campaign of their half sent them something or not: so it is campaigns with their strategies that are compared.',
  fields: (t) => ({
    key: t.exposeID('key', { description: 'Stable key.' }),
    a: t.field({ type: Campaign, description: 'The first.', resolve: firstOfComparison }),
    b: t.field({ type: Campaign, description: 'The second.', resolve: secondOfComparison }),
    metric: t.expose('metric', { type: ComparisonMetric, description: 'By what.' }),
    outcomeDays: t.exposeInt('outcomeDays', {
      description: 'Somebody counts once so many days are over since they came in, with what they did in them.',
    }),
    alpha: t.exposeFloat('alpha', {
      description: 'Chance to declare a difference where there is none, over all looks together.',
    }),
    indifference: t.exposeFloat('indifference', {
      nullable: true,
      description: 'Differences of the means smaller than this do not matter; null: any does.',
    }),
    expectedPeople: t.exposeInt('expectedPeople', { description: 'People after whom it is to see the most.' }),
    stopLoser: t.exposeBoolean('stopLoser', { description: 'Whether the worse one is finished when it is decided.' }),
    status: t.expose('status', { type: ComparisonStatus, description: 'How it stands; looked after every minute.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided or ended; null: it runs.',
    }),
    state: t.field({
      type: ComparisonState,
      description: 'What it says now. Needs the scope `read`.',
      authScopes: { read: true },
      complexity: 300,
      resolve: stateOfComparison,
    }),
  }),
})

const CompareCampaignsInput = builder.inputRef<CompareInput>('CompareCampaignsInput').implement({
  description: 'What is to be compared, and how.',
  fields: (t) => ({
    key: t.id({ required: true, description: 'Stable key: small letters, digits, dots, dashes and underscores.' }),
    a: t.id({ required: true, description: 'Key of the first campaign.' }),
    b: t.id({ required: true, description: 'Key of the second, for the same segment.' }),
    metric: t.field({ type: ComparisonMetric, description: 'By what; by default CONVERSION.' }),
    outcomeDays: t.int({ description: 'Days after which somebody counts, 1 to 365; by default 14.' }),
    alpha: t.float({ description: 'Chance of a false verdict, .001 to .2; by default .05.' }),
    indifference: t.float({ description: 'Differences smaller than this do not matter.' }),
    expectedPeople: t.int({ description: 'People after whom it is to see the most; by default those of the segment.' }),
    stopLoser: t.boolean({ description: 'Finish the worse one when it is decided; by default not.' }),
  }),
})

builder.objectField(Campaign, 'comparison', (t) =>
  t.field({
    type: CampaignComparison,
    nullable: true,
    description: 'The comparison that it is part of; null: none.',
    resolve: comparisonOfCampaign,
  }),
)

builder.queryField('campaignComparison', (t) =>
  t.field({
    type: CampaignComparison,
    nullable: true,
    description: 'One comparison by its key; null where there is none.',
    args: { key: t.arg.id({ required: true, description: 'Key of the comparison.' }) },
    resolve: comparisonByKey,
  }),
)

builder.mutationFields((t) => ({
  compareCampaigns: t.field({
    type: CampaignComparison,
    description:
      'Has two campaigns that have not begun share a segment, half each, and watches every minute which is better. Neither hands out coupons before both have started. Safe to send again. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'CompareCampaignsResult',
        description:
          'The comparison; or InvalidInputError: a setting is out of its range, NotFoundError: no such campaign, ConflictError: a campaign has begun, or is compared already.',
      },
    },
    args: { input: t.arg({ type: CompareCampaignsInput, required: true, description: 'What and how.' }) },
    resolve: expected(compareCampaigns),
  }),
  stopComparison: t.field({
    type: CampaignComparison,
    description:
      'Ends a comparison that is not decided: from then on both campaigns are for the whole segment. Sent again it changes nothing. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: { name: 'StopComparisonResult', description: 'The comparison; or NotFoundError: there is none.' },
    },
    args: { comparison: t.arg.id({ required: true, description: 'Key of the comparison.' }) },
    resolve: expected(stopComparison),
  }),
}))
