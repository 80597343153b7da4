import type { NamedMeasure } from '../resolvers/model-report.ts'
import { builder } from './builder.ts'

export const Metric = builder.objectRef<NamedMeasure>('Metric').implement({
  description: 'One number that a run measured about itself.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What was measured, such as `auc`, `seconds` or `users`.' }),
    value: t.exposeFloat('value', { description: 'The number, in the unit that the name says.' }),
  }),
})
