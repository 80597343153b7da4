import type { FitTools } from '../classifiers/family.ts'
import { createRandom } from '../math/random.ts'
import { type BaseClassifier, explainBase, fitArm, fitBase, predictBase } from './base-classifier.ts'
import { bounded } from './bounded.ts'
import { checkArms } from './check-arms.ts'
import { rowsOfArm, type TreatedTable, takeTreated } from './treated-table.ts'
import type { UpliftFamily } from './uplift-family.ts'

interface ClassTransformationModel {
  readonly without: BaseClassifier
  readonly transformed: BaseClassifier
}

/** As many rows of either arm: of the larger one some, drawn by lot. */
const balance = (data: TreatedTable, seed: number): TreatedTable => {
  const random = createRandom(seed)
  const [zero, one] = [rowsOfArm(data, 0), rowsOfArm(data, 1)]
  const fewer = Math.min(zero.length, one.length)
  const rows = [zero, one].flatMap((arm) => (arm.length === fewer ? [...arm] : random.shuffle(arm).slice(0, fewer)))
  return takeTreated(
    data,
    rows.sort((a, b) => a - b),
  )
}

/** Z = 1 where it happened to who was treated, or did not to who was not. */
const fitTransformed = (
  data: TreatedTable,
  options: Parameters<typeof fitBase>[1],
  tools: FitTools,
): BaseClassifier => {
  const { table, outcomes, treated, people } = balance(data, tools.seed)
  const labels = outcomes.map((outcome, row) => (outcome === treated[row] ? 1 : 0))
  return fitBase({ table, labels, ...(people && { people }) }, options, tools)
}

/**
 * With half of the people treated, tau(x) = 2 P(Z = 1 | x) - 1, where Z says whether outcome and treatment agree (Jaskowski & Jaroszewicz 2012, "Uplift modeling for clinical trial data", equation 5). It learns what treatment
 * changes and nothing else. Where the arms differ in size, the larger one is thinned out.
 */
export const classTransformation: UpliftFamily<ClassTransformationModel> = {
  name: 'class-transformation',
  defaults: { classifier: 'additive-logistic-regression', classifierOptions: { strength: 30 } },
  fit: (data, options, tools) => {
    checkArms(data)
    return Object.freeze({
      without: fitArm(data, 0, options, tools),
      transformed: fitTransformed(data, options, tools),
    })
  },
  predict: ({ without, transformed }, table, compute) =>
    bounded(
      predictBase(without, table, compute),
      predictBase(transformed, table, compute).map((p) => 2 * p - 1),
    ),
  explain: ({ transformed }, table, compute) => {
    const { base, values } = explainBase(transformed, table, compute)
    return { base: 2 * base - 1, values: values.map((value) => 2 * value) }
  },
}
