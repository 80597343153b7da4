import { type ScoreDistributionView, scoreDistribution } from '../resolvers/model-report.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { PredictionTarget } from './enums.ts'
import { InsufficientData } from './insufficient-data.ts'
import { DistributionBin } from './prediction-model.ts'
import { PredictionUnavailable, runArgs } from './prediction-unavailable.ts'

const ScoreDistribution = builder.objectRef<ScoreDistributionView>('ScoreDistribution').implement({
  description: 'How what is foretold is spread over everybody.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    target: t.expose('target', { type: PredictionTarget, description: 'What is foretold.' }),
    people: t.exposeInt('people', { description: 'How many people it is foretold of.' }),
    bins: t.expose('bins', { type: [DistributionBin], description: 'Bars of a chart, lowest first.' }),
  }),
})

const ScoreDistributionResult = builder.unionType('ScoreDistributionResult', {
  description: 'A distribution, or why there is none.',
  types: [ScoreDistribution, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    'need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : ScoreDistribution,
})

builder.queryField('scoreDistribution', (t) =>
  t.field({
    type: ScoreDistributionResult,
    description: 'How what is foretold is spread over everybody, for charts.',
    args: {
      target: t.arg({ type: PredictionTarget, required: true, description: 'What is foretold.' }),
      asOf: t.arg(runArgs.asOf),
      modelRun: t.arg.id(runArgs.modelRun),
    },
    resolve: scoreDistribution,
  }),
)
