import { checkArms } from './check-arms.ts'
import type { UpliftFamily } from './uplift-family.ts'

interface AverageEffectModel {
  readonly without: number
  readonly with: number
}

/** Everybody the same: the mean of either arm. The baseline that a learner has to beat; its Qini is 0. */
export const averageEffect: UpliftFamily<AverageEffectModel> = {
  name: 'average-effect',
  defaults: { classifier: 'base-rate', classifierOptions: {} },
  fit: (data) => {
    const { rows, outcomes } = checkArms(data)
    return Object.freeze({ without: outcomes[0] / rows[0], with: outcomes[1] / rows[1] })
  },
  predict: (model, { rows }) => ({
    without: new Float64Array(rows).fill(model.without),
    with: new Float64Array(rows).fill(model.with),
  }),
  explain: (model, { rows, columns }) => ({
    base: model.with - model.without,
    values: new Float64Array(rows * columns.length),
  }),
}
