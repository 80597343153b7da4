import type { LifetimeValueView } from '../resolvers/lifetime-value.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { InsufficientData } from './insufficient-data.ts'
import { PredictionUnavailable } from './prediction-unavailable.ts'

const LifetimeValue = builder.objectRef<LifetimeValueView>('LifetimeValue').implement({
  description: "What a customer was and is expected to be worth, in the shop's currency.",
  interfaces: [ComputedInterface],
  fields: (t) => ({
    historic: t.exposeFloat('historic', { description: 'Spent less returned up to the as-of.' }),
    predicted: t.exposeFloat('predicted', { description: 'Expected spend within `horizonDays` of the as-of.' }),
    horizonDays: t.exposeInt('horizonDays', { description: 'Days after the as-of that the prediction speaks of.' }),
    expectedOrders: t.exposeFloat('expectedOrders', { description: 'Expected purchase days within the horizon.' }),
    low: t.exposeFloat('low', { description: 'Lower bound of the central 80 % of spend within the horizon.' }),
    high: t.exposeFloat('high', { description: 'Upper bound of the central 80 % of spend within the horizon.' }),
  }),
})

export const LifetimeValueResult = builder.unionType('LifetimeValueResult', {
  description:
    'A lifetime value; or what is missing for one: an order of the user, or a published run; or what is wrong with the arguments.',
  types: [LifetimeValue, InsufficientData, PredictionUnavailable],
  resolveType: (result) =>
    'need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : LifetimeValue,
})
