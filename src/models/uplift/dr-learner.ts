import type { FitTools } from '../classifiers/family.ts'
import { takeRows } from '../classifiers/take-rows.ts'
import type { LinearModel } from '../linear/linear-model.ts'
import { createRandom } from '../math/random.ts'
import { type BaseClassifier, fitArm, predictBase } from './base-classifier.ts'
import { bounded } from './bounded.ts'
import { checkArms } from './check-arms.ts'
import { explainEffects, fitEffects, predictEffects } from './effect-regressor.ts'
import { type TreatedTable, takeTreated } from './treated-table.ts'
import type { UpliftFamily, UpliftOptions } from './uplift-family.ts'

interface DrLearnerModel {
  readonly without: BaseClassifier
  readonly effects: LinearModel
}

const parts = 2

/** Per row its part, the same for all rows of a person. */
const dealOut = ({ table, people }: TreatedTable, seed: number): Uint8Array => {
  const random = createRandom(seed)
  const whose = people ?? Float64Array.from({ length: table.rows }, (_, row) => row)
  const partOf = new Map(random.shuffle(new Set(whose)).map((person, place) => [person, place % parts]))
  return Uint8Array.from(whose, (person) => partOf.get(person) ?? 0)
}

/**
 * Per row mu1 - mu0 + w (y - mu1) / e - (1 - w) (y - mu0) / (1 - e), by models that did not see it: its mean over any group is that group's effect, whatever the models are worth, for the part e that is treated is known.
 */
const pseudoOutcomes = (data: TreatedTable, options: UpliftOptions, tools: FitTools): Float64Array => {
  const { rows } = checkArms(data)
  const e = rows[1] / (rows[0] + rows[1])
  const partOf = dealOut(data, tools.seed)
  const all = Array.from(partOf.keys())
  const effects = new Float64Array(data.table.rows)
  for (let part = 0; part < parts; part++) {
    const own = all.filter((row) => partOf[row] === part)
    const others = takeTreated(
      data,
      all.filter((row) => partOf[row] !== part),
    )
    const table = takeRows(data.table, own)
    const [zero, one] = [0, 1].map((arm) =>
      predictBase(fitArm(others, arm as 0 | 1, options, tools), table, tools.compute),
    )
    own.forEach((row, at) => {
      const [y, w] = [data.outcomes[row], data.treated[row]]
      effects[row] = one[at] - zero[at] + (w === 1 ? (y - one[at]) / e : -(y - zero[at]) / (1 - e))
    })
  }
  return effects
}

/**
 * Doubly robust: effects on single people, corrected by what happened to them, regressed on x (the "DR-learner" of Kennedy 2020, "Towards optimal doubly robust estimation of heterogeneous causal effects", algorithm 1).
 */
export const drLearner: UpliftFamily<DrLearnerModel> = {
  name: 'dr-learner',
  defaults: { classifier: 'additive-logistic-regression', classifierOptions: { strength: 30 } },
  fit: (data, options, tools) =>
    Object.freeze({
      effects: fitEffects(data.table, pseudoOutcomes(data, options, tools), tools),
      without: fitArm(data, 0, options, tools),
    }),
  predict: ({ without, effects }, table, compute) =>
    bounded(predictBase(without, table, compute), predictEffects(effects, table, { compute })),
  explain: ({ effects }, table, compute) => explainEffects(effects, table, { compute }),
}
