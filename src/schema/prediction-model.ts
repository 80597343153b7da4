import type {
  DataUsed as DataUsedNoun,
  Drift as DriftNoun,
  FeatureImportance as FeatureImportanceNoun,
  GroupReport,
  Margin as MarginNoun,
  ModelReport,
  PredictionTrial as PredictionTrialNoun,
  Rival as RivalNoun,
} from '../domain/prediction-report.ts'
import { type Bin, binsOf, firstOf, namedMeasures } from '../resolvers/model-report.ts'
import { builder } from './builder.ts'
import { Calibration, DriftLevel, PredictionTarget } from './enums.ts'
import { Metric } from './measure.ts'
import { ReliabilityPoint } from './reliability.ts'

const Margin = builder.objectRef<MarginNoun>('Margin').implement({
  description:
    'By how much a model is better than another on the same people, none of whom either had seen. Above 0 is better, whatever the measure; it is beyond noise where `low` is above 0.',
  fields: (t) => ({
    measure: t.exposeString('measure', { description: '`logLoss`, or `squaredError` of amounts.' }),
    difference: t.exposeFloat('difference', { description: 'The mean difference.' }),
    low: t.exposeFloat('low', { description: 'Lower bound of the 95 % interval, by paired bootstrap.' }),
    high: t.exposeFloat('high', { description: 'Upper bound of the 95 % interval, by paired bootstrap.' }),
  }),
})

const Rival = builder.objectRef<RivalNoun>('Rival').implement({
  description: 'Another model, measured on the same people.',
  fields: (t) => ({
    family: t.exposeString('family', { description: 'What kind of model, such as `recency`.' }),
    options: t.expose('options', { type: 'JSON', description: 'What it was fitted with, by name.' }),
    metrics: t.field({
      type: [Metric],
      description: 'How well it does.',
      resolve: ({ measures }) => namedMeasures(measures),
    }),
    margin: t.expose('margin', { type: Margin, description: 'By how much the model is better than this one.' }),
  }),
})

const ModelRefusal = builder.objectRef<NonNullable<ModelReport['refusal']>>('ModelRefusal').implement({
  description: 'Why nothing of a model was published.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code in capitals, for programs, as of `RunError`.' }),
    message: t.exposeString('message', { description: 'The reason, for people.' }),
  }),
})

const PredictionTrial = builder.objectRef<PredictionTrialNoun>('PredictionTrial').implement({
  description: 'A model that was tried on a part of the training data.',
  fields: (t) => ({
    family: t.exposeString('family', { description: 'What kind of model.' }),
    options: t.expose('options', { type: 'JSON', description: 'What it was fitted with, by name.' }),
    loss: t.exposeFloat('loss', {
      nullable: true,
      description: 'Log loss, or mean squared error of amounts; null where it could not be fitted.',
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      description: 'Why it could not be fitted; null where it was.',
    }),
  }),
})

export const DistributionBin = builder.objectRef<Bin>('DistributionBin').implement({
  description: 'A stretch of what is foretold, and how many people are in it: a bar of a chart.',
  fields: (t) => ({
    from: t.exposeFloat('from', { description: 'Where it begins.' }),
    to: t.exposeFloat('to', { description: 'Where it ends.' }),
    share: t.exposeFloat('share', { description: 'Part of all people, 0..1; those of one distribution add up to 1.' }),
  }),
})

const FeatureImportance = builder.objectRef<FeatureImportanceNoun>('FeatureImportance').implement({
  description: 'How much a model owes to a feature.',
  fields: (t) => ({
    feature: t.exposeString('feature', { description: 'Its name, as docs/models/behaviour.md lists them.' }),
    importance: t.exposeFloat('importance', { description: '0..1; those of all features add up to 1.' }),
  }),
})

const GroupMetrics = builder.objectRef<GroupReport>('GroupMetrics').implement({
  description: 'How a model does for one group of people: where it fails, and where it is off.',
  fields: (t) => ({
    by: t.exposeString('by', { description: 'What people are told apart by, such as `tenure` or `trait:language`.' }),
    value: t.exposeString('value', { description: 'The group.' }),
    people: t.int({ description: 'How many they are.', resolve: ({ rows }) => rows }),
    metrics: t.field({
      type: [Metric],
      description: 'How well the model does for them.',
      resolve: ({ measures }) => namedMeasures(measures),
    }),
    expected: t.exposeFloat('expected', { description: 'Mean of what was foretold of them.' }),
    actual: t.exposeFloat('actual', { description: 'Mean of what came.' }),
    isWeak: t.exposeBoolean('isWeak', {
      description:
        "The model fails here, beyond noise: it does no better than the group's own mean, or what it foretells is off.",
    }),
  }),
})

const Drift = builder.objectRef<DriftNoun>('Drift').implement({
  description: 'How differently something is distributed than in the run that was published before.',
  fields: (t) => ({
    feature: t.exposeString('feature', { nullable: true, description: 'A feature by name; null: what is foretold.' }),
    stabilityIndex: t.exposeFloat('stabilityIndex', {
      description:
        'Population stability index: the sum over stretches of (share now - share then) x ln(share now / share then).',
    }),
    level: t.expose('level', { type: DriftLevel, description: 'The same in three levels.' }),
  }),
})

export const PredictionModel = builder.objectRef<ModelReport>('PredictionModel').implement({
  description:
    'One model of a run: as it was judged on people whom it had not seen, at a later cut than it learned from, before it was fitted again on the newest outcomes.',
  fields: (t) => ({
    target: t.expose('target', { type: PredictionTarget, description: 'What it foretells; its description is exact.' }),
    family: t.exposeString('family', { description: 'What kind of model, such as `gradient-boosted-trees`.' }),
    options: t.expose('options', { type: 'JSON', description: 'What it was fitted with, by name.' }),
    calibration: t.expose('calibration', { type: Calibration, description: 'How it was calibrated.' }),
    metrics: t.field({
      type: [Metric],
      description:
        'How well it does: `auc`, `brier`, `logLoss`, `calibrationError`, `accuracy`, `precision`, `recall`, `f1` of probabilities; `mse`, `mae`, `r2` of amounts.',
      resolve: ({ measures }) => namedMeasures(measures),
    }),
    refusal: t.expose('refusal', {
      type: ModelRefusal,
      nullable: true,
      description:
        'Why nothing of it was published: it did not beat the naive models, or the published one, beyond noise; null where it was.',
    }),
    baseline: t.expose('baseline', {
      type: Rival,
      nullable: true,
      description: 'The best of the naive models, which has to be beaten beyond noise; null where there is none.',
    }),
    champion: t.expose('champion', {
      type: Rival,
      nullable: true,
      description:
        'The recipe of the run published before, fitted on the same people; null where there was none, or where it can no longer be fitted.',
    }),
    championKept: t.exposeBoolean('championKept', {
      nullable: true,
      description:
        'Whether this is the champion itself on newer data, because nothing else was better beyond noise; null without one.',
    }),
    comparators: t.expose('comparators', {
      type: [Rival],
      description: 'Further models to compare with, such as BG/NBD.',
    }),
    trials: t.expose('trials', { type: [PredictionTrial], description: 'Everything that was tried.' }),
    reliability: t.expose('reliability', {
      type: [ReliabilityPoint],
      description: 'What was foretold against what came, lowest first.',
    }),
    scoreDistribution: t.field({
      type: [DistributionBin],
      description: 'How what it foretells is spread over everybody whom the run speaks of, lowest first.',
      resolve: ({ distribution }) => binsOf(distribution),
    }),
    importances: t.field({
      type: [FeatureImportance],
      description: 'What it owes to each feature, the most first.',
      args: { first: t.arg.int({ description: 'At most so many; left out: all.' }) },
      resolve: ({ importances }, args) => firstOf(importances, args),
    }),
    segments: t.field({
      type: [GroupMetrics],
      description: 'How it does for groups of people.',
      args: { weakOnly: t.arg.boolean({ defaultValue: false, description: 'Only those for which it fails.' }) },
      resolve: ({ groups }, { weakOnly }) => (weakOnly ? groups.filter(({ isWeak }) => isWeak) : groups),
    }),
    drift: t.field({
      type: [Drift],
      description:
        'Against the run published before: what is foretold first, then features, the largest first. Empty before anything was published.',
      args: { first: t.arg.int({ description: 'At most so many; left out: all.' }) },
      resolve: ({ drift }, args) => firstOf(drift, args),
    }),
  }),
})

const asTime = (text: string): Date => new Date(text)

export const DataUsed = builder.objectRef<DataUsedNoun>('DataUsed').implement({
  description: 'What the models of a run were made from. A cut is an instant after which nothing is used but outcomes.',
  fields: (t) => ({
    trainedAt: t.field({
      type: ['DateTime'],
      description: 'Cuts of those learned from, before judging.',
      resolve: ({ trainedAt }) => trainedAt.map(asTime),
    }),
    judgedAt: t.field({
      type: 'DateTime',
      description: 'Cut of those judged on: later, and seen by no model before.',
      resolve: ({ judgedAt }) => asTime(judgedAt),
    }),
    refittedAt: t.field({
      type: ['DateTime'],
      description: 'Cuts of those that the final models learned from.',
      resolve: ({ refittedAt }) => refittedAt.map(asTime),
    }),
    scoredAt: t.field({
      type: 'DateTime',
      description: 'Cut of those foretold: the as-of of the run.',
      resolve: ({ scoredAt }) => asTime(scoredAt),
    }),
    trainedRows: t.exposeInt('trainedRows', { description: 'People times cuts learned from.' }),
    judgedRows: t.exposeInt('judgedRows', { description: 'People judged on.' }),
    refittedRows: t.exposeInt('refittedRows', { description: 'People times cuts that the final models learned from.' }),
    scoredRows: t.exposeInt('scoredRows', { description: 'People foretold.' }),
    columns: t.exposeStringList('columns', { description: 'Features used.' }),
    leftOut: t.exposeStringList('leftOut', { description: 'Features left out, each with the reason.' }),
  }),
})
