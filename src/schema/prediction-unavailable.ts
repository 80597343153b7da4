import type { PredictionUnavailable as PredictionUnavailableView } from '../resolvers/chosen-run.ts'
import { builder } from './builder.ts'
import { ErrorInterface } from './errors.ts'

export const PredictionUnavailable = builder.objectRef<PredictionUnavailableView>('PredictionUnavailable').implement({
  description:
    'Why there is no answer to these arguments: BAD_USER_INPUT (out of range, in the future, a run of another kind), NOT_FOUND (no such run or product), NOT_COMPUTED (`asOf` is before the first run), RUN_NOT_READABLE (never published, or no longer kept), or a code that begins with GATE_ (the run has no model that is good enough for this; the message says what it was held against).',
  interfaces: [ErrorInterface],
})

/** The arguments of everything that is foretold. */
export const runArgs = {
  asOf: {
    type: 'DateTime',
    description:
      'Answer as readers were answered at that instant: from the run that was published then. Before the first publication (the past of a shop that was imported later): from the latest run that knew nothing after it.',
  },
  modelRun: { description: 'Answer from this run, by its global id, instead of from the published one.' },
} as const
