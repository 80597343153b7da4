import type { Computed } from '../resolvers/runs.ts'
import { builder } from './builder.ts'
import { ModelRun } from './model-run.ts'

export const ComputedInterface = builder.interfaceRef<Computed>('Computed').implement({
  description: 'What a published model run says. All of one request comes from one set of runs.',
  fields: (t) => ({
    computedAt: t.expose('computedAt', { type: 'DateTime', description: 'When the run was ready.' }),
    staleAfter: t.expose('staleAfter', {
      type: 'DateTime',
      description: '36 hours after `computedAt`: past that, a nightly recompute has been missed.',
    }),
    modelRun: t.expose('modelRun', { type: ModelRun, description: 'The run itself.' }),
  }),
})
