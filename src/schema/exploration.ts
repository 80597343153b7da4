import type {
  EstimatedValue as EstimatedValueNoun,
  PolicyEstimate as PolicyEstimateNoun,
} from '../domain/exploration.ts'
import { caveatOf, explorationEstimates } from '../resolvers/exploration.ts'
import { builder } from './builder.ts'
import { Language } from './enums.ts'

const EstimatedValue = builder.objectRef<EstimatedValueNoun>('EstimatedValue').implement({
  description:
    'An estimate and where it lies: with 95 % confidence between `low` and `high`, all within 0..1. In simulated logs of 20 to 200 choices with rates of .03 to .45 the intervals held the truth in 92 % and more; they are wider than that rather than narrower.',
  fields: (t) => ({
    value: t.exposeFloat('value', {
      description: 'Clicks or purchases per product tried out; an estimate beyond 0..1 is cut off there.',
    }),
    low: t.exposeFloat('low', { description: 'Lower end of the interval.' }),
    high: t.exposeFloat('high', { description: 'Upper end of the interval.' }),
    effectiveDecisions: t.exposeFloat('effectiveDecisions', {
      description: 'So many choices of its own the log is worth for this policy: few say little.',
    }),
  }),
})

const PolicyEstimate = builder.objectRef<PolicyEstimateNoun>('PolicyEstimate').implement({
  description:
    'What a way of choosing what to try out would have earned, estimated from choices that were made and logged with their probabilities.',
  fields: (t) => ({
    policy: t.exposeString('policy', {
      description:
        'UNIFORM: any candidate alike; GREEDY: the best by what was learned; LINUCB: the best by an optimistic reading of it.',
    }),
    decisions: t.exposeInt('decisions', { description: 'Logged choices that it is estimated from: the latest 2,000.' }),
    caveat: t.string({
      nullable: true,
      description:
        'What to know before comparing policies, where the log says little of this one; null where it says enough.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the sentence.' }) },
      resolve: (estimate, { language }) => caveatOf(estimate, language ?? 'EN'),
    }),
    ips: t.field({
      type: EstimatedValue,
      description: 'Inverse propensity scoring: unbiased, and wide where the policies differ much.',
      resolve: ({ ips }) => ips,
    }),
    snips: t.field({
      type: EstimatedValue,
      description: 'Self-normalised inverse propensity scoring: steadier, slightly biased.',
      resolve: ({ snips }) => snips,
    }),
    doublyRobust: t.field({
      type: EstimatedValue,
      description: 'Doubly robust: the above with a model of outcomes that is fitted on the other half of the log.',
      resolve: ({ doublyRobust }) => doublyRobust,
    }),
  }),
})

builder.queryField('explorationEstimates', (t) =>
  t.field({
    type: [PolicyEstimate],
    description:
      'How other ways to use the exploration slot would have done, before an experiment; empty before anything was tried out. Choices from before the published run have taught it what it knows: for an honest look begin after its as-of.',
    args: {
      since: t.arg({ type: 'DateTime', description: 'Shown at or after; left out: 28 days before `until`.' }),
      until: t.arg({ type: 'DateTime', description: 'Shown before; left out: now. At most 92 days after `since`.' }),
    },
    complexity: 20_000,
    resolve: explorationEstimates,
  }),
)
