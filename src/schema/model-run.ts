import type {
  GateComparison as GateComparisonNoun,
  ModelRun as ModelRunNoun,
  RunError as RunErrorNoun,
} from '../domain/model-run.ts'
import type { Connection } from '../resolvers/connection.ts'
import { encodeId } from '../resolvers/global-id.ts'
import { dataOfRun, driftLevelOfRun, modelsOfRun } from '../resolvers/model-report.ts'
import { modelRuns } from '../resolvers/model-runs.ts'
import { builder } from './builder.ts'
import { DriftLevel, PredictionTarget, RunKind, RunStatus } from './enums.ts'
import { pageCost } from './limits.ts'
import { Metric } from './measure.ts'
import { NodeInterface } from './node.ts'
import { DataUsed, PredictionModel } from './prediction-model.ts'

const GateComparison = builder.objectRef<GateComparisonNoun>('GateComparison').implement({
  description: 'What was held against each other before publishing, all on the same people; higher is better.',
  fields: (t) => ({
    measure: t.exposeString('measure', { description: 'What was measured, such as `ndcg@20`.' }),
    candidate: t.exposeFloat('candidate', { description: 'Of what this run would have published.' }),
    popularity: t.exposeFloat('popularity', {
      description: 'Of what most people buy, the same for everybody; of predictions, of the best of the naive models.',
    }),
    published: t.exposeFloat('published', {
      nullable: true,
      description: 'Of what is published, fitted anew on the same past; null where there is nothing to fit.',
    }),
    people: t.exposeInt('people', { description: 'How many people it was measured on.' }),
  }),
})

const RunError = builder.objectRef<RunErrorNoun>('RunError').implement({
  description: 'Why a run failed or was refused.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code in capitals, for programs.' }),
    message: t.exposeString('message', { description: 'The reason, for people.' }),
    comparison: t.field({
      type: GateComparison,
      nullable: true,
      description: 'Who won, where a code begins with `GATE_`; null for all others.',
      resolve: ({ comparison }) => comparison ?? null,
    }),
  }),
})

export const ModelRun = builder.objectRef<ModelRunNoun>('ModelRun').implement({
  description:
    'One computation of one kind, from the same behaviour as the others of its recompute. Its results never change.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('ModelRun', id) }),
    kind: t.expose('kind', { type: RunKind, description: 'What it computes.' }),
    version: t.exposeInt('version', { description: 'Counts up per kind, from 1.' }),
    status: t.expose('status', { type: RunStatus, description: 'How far it is.' }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'Only behaviour up to this instant was used.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a worker began; null while it waits.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it came to an end, whatever that was; null until then.',
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When readers began to see it, the last time; null if they never did.',
    }),
    seed: t.exposeInt('seed', {
      description: 'What its random numbers were drawn from: the same seed and behaviour give the same results.',
    }),
    params: t.expose('params', { type: 'JSON', description: 'What it was fitted with, by name.' }),
    metrics: t.expose('metrics', { type: [Metric], description: 'What it measured about itself.' }),
    error: t.expose('error', {
      type: RunError,
      nullable: true,
      description: 'Why it failed or was refused; null for all others.',
    }),
    models: t.field({
      type: [PredictionModel],
      description:
        'The models of a run of predictions, as they were judged, also of one that was refused; empty for other kinds and for runs that came to no judgement.',
      args: { targetIn: t.arg({ type: [PredictionTarget], description: 'Only those that foretell these.' }) },
      complexity: { field: 20, multiplier: 5 },
      resolve: modelsOfRun,
    }),
    data: t.field({
      type: DataUsed,
      nullable: true,
      description: 'What its models were made from; null where there are none.',
      resolve: dataOfRun,
    }),
    driftLevel: t.field({
      type: DriftLevel,
      nullable: true,
      description: 'The largest drift of all its models; null where there are none.',
      resolve: driftLevelOfRun,
    }),
  }),
})

const ModelRunConnection = builder.connectionObject<typeof ModelRun, Connection<ModelRunNoun>>(
  { type: ModelRun, name: 'ModelRunConnection', description: 'A page of model runs.' },
  { name: 'ModelRunEdge', description: 'A model run and its place.' },
)

builder.queryField('modelRuns', (t) =>
  t.connection(
    {
      type: ModelRun,
      description: 'All model runs, newest first: what was computed, how well, and what went wrong.',
      args: {
        kindIn: t.arg({ type: [RunKind], required: false, description: 'Only runs of these kinds.' }),
        statusIn: t.arg({ type: [RunStatus], required: false, description: 'Only runs that are so far.' }),
      },
      complexity: pageCost,
      resolve: modelRuns,
    },
    ModelRunConnection,
  ),
)
