import type { FitTools } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import type { LinearModel } from '../linear/linear-model.ts'
import { ridge } from '../regressors/linear-regression.ts'

/** Lines that bend a little and are strongly shrunk: what is regressed here is nearly all noise. */
const options = { strength: 300, knots: 5 }

/** A model of effects on single people, in points of probability. */
export const fitEffects = (table: Table, effects: Float64Array, tools: FitTools): LinearModel =>
  ridge.fit({ table, targets: effects }, options, tools)

export const predictEffects = (model: LinearModel, table: Table, tools: Pick<FitTools, 'compute'>): Float64Array =>
  ridge.predict(model, table, tools.compute)

export const explainEffects = (model: LinearModel, table: Table, tools: Pick<FitTools, 'compute'>) =>
  ridge.explain(model, table, tools.compute)
