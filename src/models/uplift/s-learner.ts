import type { Column, Table } from '../classifiers/table.ts'
import { type BaseClassifier, explainBase, fitBase, predictBase } from './base-classifier.ts'
import { checkArms } from './check-arms.ts'
import type { UpliftFamily } from './uplift-family.ts'

interface SLearnerModel {
  readonly classifier: BaseClassifier
}

const own = 'treated'
const copyOf = (column: Column): Column => ({ ...column, name: `${own}:${column.name}` })

/**
 * The columns, whether treated, and each column once more for the treated alone (missing to the others): so that linear and additive families, too, can say that treatment does more to some than to others
 * (interaction terms: Lo 2002, "The true lift model", equation 2).
 */
const withTreatment = ({ rows, columns, values }: Table, treated: Uint8Array): Table => {
  const cells = columns.length * rows
  const all = new Float32Array(2 * cells + rows)
  all.set(values)
  all.set(treated, cells)
  for (let at = 0; at < cells; at++) all[cells + rows + at] = treated[at % rows] === 1 ? values[at] : Number.NaN
  const level: Column = { kind: 'CATEGORY', name: own, levels: ['no', 'yes'] }
  return { rows, columns: [...columns, level, ...columns.map(copyOf)], values: all }
}

const armsOf = (table: Table): readonly Table[] =>
  [0, 1].map((arm) => withTreatment(table, new Uint8Array(table.rows).fill(arm)))

/**
 * One model that treatment is a column of: tau(x) = mu(x, 1) - mu(x, 0) (the "S-learner" of Künzel, Sekhon, Bickel & Yu 2019, equations 3 and 4). What it does not need to say of treatment it shrinks to nothing:
 * safe where effects are small, and biased towards none. What of a row's uplift is treatment's own, whoever the row is about, is shared out evenly over its columns.
 */
export const sLearner: UpliftFamily<SLearnerModel> = {
  name: 's-learner',
  defaults: { classifier: 'additive-logistic-regression', classifierOptions: { strength: 30 } },
  fit: (data, options, tools) => {
    checkArms(data)
    const { table, outcomes, treated, people } = data
    const labelled = { table: withTreatment(table, treated), labels: outcomes, ...(people && { people }) }
    return Object.freeze({ classifier: fitBase(labelled, options, tools) })
  },
  predict: ({ classifier }, table, compute) => {
    const [without, having] = armsOf(table).map((arm) => predictBase(classifier, arm, compute))
    return { without, with: having }
  },
  explain: ({ classifier }, table, compute) => {
    const [without, having] = armsOf(table).map((arm) => explainBase(classifier, arm, compute))
    const width = table.columns.length
    const values = new Float64Array(table.rows * width)
    for (let row = 0; row < table.rows; row++) {
      const difference = (column: number): number =>
        having.values[row * (2 * width + 1) + column] - without.values[row * (2 * width + 1) + column]
      for (let column = 0; column < width; column++)
        values[row * width + column] = difference(column) + difference(width + 1 + column) + difference(width) / width
    }
    return { base: having.base - without.base, values }
  },
}
