import { promoteModelRun } from '../resolvers/model-runs.ts'
import { type RecomputeStartedView, recompute } from '../resolvers/recompute.ts'
import { type ProgressView, recomputeProgress } from '../resolvers/recompute-progress.ts'
import { builder } from './builder.ts'
import { RunKind } from './enums.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { ModelRun } from './model-run.ts'

builder.mutationField('promoteModelRun', (t) =>
  t.field({
    type: ModelRun,
    description:
      'Makes readers see this run again, alone of its kind: the way back from a run that turned out bad. The next recompute publishes over it. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'PromoteModelRunResult',
        description: 'The run; or NotFoundError: no such run, ConflictError: never published, or its rows are gone.',
      },
    },
    args: { id: t.arg.id({ required: true, description: 'Global id of a run.' }) },
    resolve: expected(promoteModelRun),
  }),
)

const RecomputeStarted = builder.objectRef<RecomputeStartedView>('RecomputeStarted').implement({
  description: 'A recompute that waits for a worker.',
  fields: (t) => ({
    runIds: t.exposeIDList('runIds', { description: 'Global ids of its model runs, one per kind.' }),
    jobId: t.exposeID('jobId', { description: 'What `recomputeProgress` calls it.' }),
  }),
})

builder.mutationField('recompute', (t) =>
  t.field({
    type: RecomputeStarted,
    description:
      'Computes everything anew and publishes it at once when all is done; answers when it is queued. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'RecomputeResult',
        description: 'The recompute; or ConflictError: there is no behaviour to compute from.',
      },
    },
    args: {
      asOf: t.arg({
        type: 'DateTime',
        description: 'Use only behaviour up to this instant; left out: up to the latest event.',
      }),
      only: t.arg({
        type: [RunKind],
        description: 'Only these kinds; left out: all. SEGMENTS brings PORTRAITS along, which they are made of.',
      }),
    },
    resolve: expected(recompute),
  }),
)

const RecomputeProgress = builder.objectRef<ProgressView>('RecomputeProgress').implement({
  description: 'News of a recompute.',
  fields: (t) => ({
    jobId: t.exposeID('jobId', { description: 'Which recompute; `recompute` answered with it.' }),
    step: t.exposeString('step', { description: 'What it is at; `failed` when it gave up.' }),
    fraction: t.exposeFloat('fraction', { description: 'How much of the whole recompute is done, 0..1.' }),
    message: t.exposeString('message', { description: 'The same for people.' }),
  }),
})

builder.subscriptionField('recomputeProgress', (t) =>
  t.field({
    type: RecomputeProgress,
    description: 'News of recomputes as they come, from now on.',
    args: { jobId: t.arg.id({ description: 'Only of this one; left out: of all.' }) },
    subscribe: recomputeProgress,
    resolve: (progress) => progress,
  }),
)
