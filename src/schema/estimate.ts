import { builder } from './builder.ts'

export const Estimate = builder
  .objectRef<{ readonly value: number; readonly low: number; readonly high: number }>('Estimate')
  .implement({
    description: 'A number that was estimated, and where the true one lies.',
    fields: (t) => ({
      value: t.exposeFloat('value', { description: 'The estimate.' }),
      low: t.exposeFloat('low', { description: 'Lower end of the 95 % interval.' }),
      high: t.exposeFloat('high', { description: 'Upper end of the 95 % interval.' }),
    }),
  })
