import { takeRows } from '../classifiers/take-rows.ts'
import type { LinearModel } from '../linear/linear-model.ts'
import { type BaseClassifier, fitArm, predictBase } from './base-classifier.ts'
import { bounded } from './bounded.ts'
import { checkArms } from './check-arms.ts'
import { explainEffects, fitEffects, predictEffects } from './effect-regressor.ts'
import { rowsOfArm } from './treated-table.ts'
import type { UpliftFamily } from './uplift-family.ts'

interface XLearnerModel {
  readonly without: BaseClassifier
  /** Of the effects imputed to those who were not treated, and to those who were. */
  readonly effects: readonly [LinearModel, LinearModel]
  /** The part of people who are treated: weighs the first. */
  readonly propensity: number
}

/**
 * Effects are imputed to each arm by the model of the other, D1 = Y - mu0(x) to the treated and D0 = mu1(x) - Y to the others, regressed on x, and averaged: tau(x) = g tau0(x) + (1 - g) tau1(x), with g the part
 * that is treated (the "X-learner" of Künzel, Sekhon, Bickel & Yu 2019, equations 7 to 9). For arms of very different sizes.
 */
export const xLearner: UpliftFamily<XLearnerModel> = {
  name: 'x-learner',
  defaults: { classifier: 'additive-logistic-regression', classifierOptions: { strength: 30 } },
  fit: (data, options, tools) => {
    const { rows } = checkArms(data)
    const without = fitArm(data, 0, options, tools)
    const others = [fitArm(data, 1, options, tools), without]
    const effectsOn = (arm: 0 | 1): LinearModel => {
      const own = rowsOfArm(data, arm)
      const table = takeRows(data.table, own)
      const expected = predictBase(others[arm], table, tools.compute)
      const sign = arm === 1 ? 1 : -1
      return fitEffects(
        table,
        expected.map((p, at) => sign * (data.outcomes[own[at]] - p)),
        tools,
      )
    }
    return Object.freeze({
      without,
      effects: [effectsOn(0), effectsOn(1)] as const,
      propensity: rows[1] / (rows[0] + rows[1]),
    })
  },
  predict: ({ without, effects, propensity: g }, table, compute) => {
    const [zero, one] = effects.map((model) => predictEffects(model, table, { compute }))
    return bounded(
      predictBase(without, table, compute),
      zero.map((effect, row) => g * effect + (1 - g) * one[row]),
    )
  },
  explain: ({ effects, propensity: g }, table, compute) => {
    const [zero, one] = effects.map((model) => explainEffects(model, table, { compute }))
    return {
      base: g * zero.base + (1 - g) * one.base,
      values: zero.values.map((value, at) => g * value + (1 - g) * one.values[at]),
    }
  },
}
