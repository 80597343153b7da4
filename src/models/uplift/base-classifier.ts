import type { Compute } from '../../compute/compute.ts'
import { families, familyNamed } from '../classifiers/families.ts'
import type { Contributions, FitTools, LabelledTable } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { takeRows } from '../classifiers/take-rows.ts'
import { sigmoid } from '../math/sigmoid.ts'
import { rowsOfArm, type TreatedTable } from './treated-table.ts'
import type { UpliftOptions } from './uplift-family.ts'

/** A classifier with the name of its family, so that it can be asked later. */
export interface BaseClassifier {
  readonly family: string
  readonly model: object
}

export const classifierNames: readonly string[] = families.map(({ name }) => name)

export const fitBase = (data: LabelledTable, options: UpliftOptions, tools: FitTools): BaseClassifier => {
  const family = familyNamed(options.classifier)
  const model = family.fit(data, { ...family.defaults, ...options.classifierOptions }, tools)
  return Object.freeze({ family: family.name, model })
}

/** Of one arm alone: what happens to people like these who are treated (1), or are not (0). */
export const fitArm = (data: TreatedTable, arm: 0 | 1, options: UpliftOptions, tools: FitTools): BaseClassifier => {
  const rows = rowsOfArm(data, arm)
  const who = arm === 1 ? 'treated' : 'not treated'
  if (rows.length === 0) throw new Error(`Nobody is ${who}: it takes people of both arms to tell them apart.`)
  const { table, outcomes, people } = data
  return fitBase(
    {
      table: takeRows(table, rows),
      labels: Uint8Array.from(rows, (row) => outcomes[row]),
      ...(people && { people: Float64Array.from(rows, (row) => people[row]) }),
    },
    options,
    tools,
  )
}

export const predictBase = ({ family, model }: BaseClassifier, table: Table, compute: Compute): Float64Array =>
  familyNamed(family).predict(model, table, compute)

/** How many points of probability a step from logit a to logit b is worth per unit: the slope of the chord, above 0 even where both are one. */
const chord = (a: number, b: number): number => {
  if (Math.abs(b - a) > 1e-6) return (sigmoid(b) - sigmoid(a)) / (b - a)
  const p = sigmoid(a)
  return p * (1 - p)
}

/**
 * Contributions in points of probability: each logit's part of the way from the base to the score, by the slope of the chord between them. They add up to the probability (before any calibration), and
 * keep their signs and proportions.
 */
export const explainBase = ({ family, model }: BaseClassifier, table: Table, compute: Compute): Contributions => {
  const { base, values } = familyNamed(family).explain(model, table, compute)
  const width = table.columns.length
  const points = new Float64Array(values.length)
  for (let row = 0; row < table.rows; row++) {
    const own = values.subarray(row * width, (row + 1) * width)
    const slope = chord(
      base,
      own.reduce((sum, value) => sum + value, base),
    )
    for (let column = 0; column < width; column++) points[row * width + column] = own[column] * slope
  }
  return { base: sigmoid(base), values: points }
}
