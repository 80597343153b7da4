import type { Compute } from '../../compute/compute.ts'
import { gradientBoostedTrees } from '../classifiers/gradient-boosted-trees.ts'
import { logisticRegression } from '../classifiers/logistic-regression.ts'
import type { Table } from '../classifiers/table.ts'
import { takeRows } from '../classifiers/take-rows.ts'
import { kMeans } from '../clustering/k-means.ts'
import { assignToCentres } from '../clustering/nearest-centre.ts'
import type { Points } from '../clustering/points.ts'

/** Rows that are alike (1) and rows that they are to be told from (0). */
export interface Examples {
  readonly table: Table
  readonly labels: Uint8Array
}

interface Tools {
  readonly compute: Compute
  readonly seed: number
}

/** One way to say how like the examples a row is. */
export interface Likeness {
  /** kebab-case. */
  readonly name: string
  /** Learns from examples; what comes back scores rows of the same columns, 0..1, more is more alike. */
  readonly learn: (examples: Examples, tools: Tools) => (table: Table) => Float64Array
}

const byLogistic: Likeness = {
  name: logisticRegression.name,
  learn: (examples, tools) => {
    const model = logisticRegression.fit(examples, { ...logisticRegression.defaults, strength: 10 }, tools)
    return (table) => logisticRegression.predict(model, table, tools.compute)
  },
}

/** Small trees: of a few hundred people large ones learn by heart. */
const treeOptions = { ...gradientBoostedTrees.defaults, trees: 60, learningRate: 0.1, leaves: 8 }

const byTrees: Likeness = {
  name: gradientBoostedTrees.name,
  learn: (examples, tools) => {
    const model = gradientBoostedTrees.fit(examples, treeOptions, tools)
    return (table) => gradientBoostedTrees.predict(model, table, tools.compute)
  },
}

/** The numbers of a table (standardised) as points; what is missing is as everybody is. */
const pointsOf = ({ rows, columns, values }: Table): Points => {
  const numbers = columns.flatMap(({ kind }, c) => (kind === 'NUMBER' ? [c] : []))
  const points = new Float32Array(rows * numbers.length)
  numbers.forEach((column, c) => {
    for (let row = 0; row < rows; row++) points[row * numbers.length + c] = values[column * rows + row] || 0
  })
  return { rows, width: numbers.length, values: points }
}

/** People to a centre, at least; and centres at most. */
const peoplePerCentre = 25
const mostCentres = 8

const byCentres: Likeness = {
  name: 'nearest-centres',
  learn: ({ table, labels }, { seed }) => {
    const seeds = Int32Array.from(labels.keys()).filter((row) => labels[row] === 1)
    const points = pointsOf(takeRows(table, seeds))
    const k = Math.max(1, Math.min(mostCentres, Math.floor(seeds.length / peoplePerCentre)))
    const { centres, inertia } = kMeans.fit(points, { k, seed })
    const usual = Math.max(1e-9, inertia / points.rows)
    return (rows) => assignToCentres(pointsOf(rows), centres).squaredDistances.map((d) => 1 / (1 + d / usual))
  },
}

/** Simplest first: of two that do equally well the first is taken. */
export const likenesses: readonly Likeness[] = [byCentres, byLogistic, byTrees]
