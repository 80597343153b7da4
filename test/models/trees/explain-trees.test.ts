import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { gradientBoostedTrees } from '../../../src/models/classifiers/gradient-boosted-trees.ts'
import { takeRows } from '../../../src/models/classifiers/take-rows.ts'
import { createRandom } from '../../../src/models/math/random.ts'
import { binRows, bytesOf, firstByte } from '../../../src/models/trees/bin-rows.ts'
import { explainTrees } from '../../../src/models/trees/explain-trees.ts'
import type { TreeModel } from '../../../src/models/trees/fit-trees.ts'
import { plantedTable } from '../../support/labelled-tables.ts'

const compute = createPlainCompute()

/** What the trees say where only some columns are known, by walking them: both ways, by the rows that went there, at a column that is not. */
const saidOf = ({ start, trees }: TreeModel, binOf: (column: number) => number, known: number): number => {
  const walk = (node: number): number => {
    const column = trees.column[node]
    if (column < 0) return trees.value[node]
    const [left, right] = [trees.left[node], trees.left[node] + 1]
    const bin = binOf(column)
    if ((known >> column) & 1) return walk((trees.set[8 * node + (bin >> 5)] >>> (bin & 31)) & 1 ? right : left)
    return (trees.cover[left] * walk(left) + trees.cover[right] * walk(right)) / trees.cover[node]
  }
  return trees.roots.reduce((sum, root) => sum + walk(root), start)
}

const sizeOf = (set: number): number => set.toString(2).replaceAll('0', '').length
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))

/** By their definition: over all sets of the other columns (Shapley 1953). */
const shapleyOf = (columns: number, worth: (known: number) => number): number[] =>
  Array.from({ length: columns }, (_, i) => {
    let sum = 0
    for (let set = 0; set < 1 << columns; set++) {
      if ((set >> i) & 1) continue
      const size = sizeOf(set)
      const weight = (factorial(size) * factorial(columns - size - 1)) / factorial(columns)
      sum += weight * (worth(set | (1 << i)) - worth(set))
    }
    return sum
  })

describe('contributions of trees', () => {
  it.each([
    [3, 4],
    [8, 2],
    [31, 6],
  ])('are the Shapley values by definition, of trees of %i leaves and %i splits deep', (leaves, depth) => {
    const data = plantedTable(400, 1)
    const options = { ...gradientBoostedTrees.defaults, trees: 8, leaves, depth, leastRows: 5, heldOut: 0 }
    const model = gradientBoostedTrees.fit(data, options, { compute, seed: 1 })
    const { table } = plantedTable(12, 2)
    const { base, values } = explainTrees(model, table, compute)
    const bytes = bytesOf(binRows(table, model.plans, compute).bins)
    for (let row = 0; row < table.rows; row++) {
      const binOf = (column: number): number => bytes[firstByte(table.rows, column) + 8 * row]
      const worth = (known: number): number => saidOf(model, binOf, known)
      expect(base).toBeCloseTo(worth(0), 10)
      shapleyOf(6, worth).forEach((value, column) => {
        expect(values[6 * row + column]).toBeCloseTo(value, 10)
      })
    }
  })

  it('are those of paths that ask every column, too', () => {
    const random = createRandom(3)
    const rows = 4000
    const columns = Array.from({ length: 12 }, (_, at) => ({ kind: 'NUMBER', name: `c${at}` }) as const)
    const values = Float32Array.from({ length: 12 * rows }, () => random.integer(2))
    const table = { rows, columns, values }
    // Everything matters only together with everything else, so that paths ask all columns.
    const labels = Uint8Array.from({ length: rows }, (_, row) => {
      const sum = columns.reduce((own, _, at) => own + values[at * rows + row], 0)
      return (sum % 2) ^ (random.uniform() < 0.1 ? 1 : 0)
    })
    const options = {
      ...gradientBoostedTrees.defaults,
      trees: 2,
      leaves: 600,
      depth: 12,
      leastRows: 1,
      ridge: 0,
      heldOut: 0,
    }
    const model = gradientBoostedTrees.fit({ table, labels }, options, { compute, seed: 1 })
    const { values: given } = explainTrees(model, takeRows(table, [0]), compute)
    const bytes = bytesOf(binRows(table, model.plans, compute).bins)
    const worths = Array.from({ length: 1 << 12 }, (_, known) =>
      saidOf(model, (column) => bytes[firstByte(rows, column)], known),
    )
    shapleyOf(12, (known) => worths[known]).forEach((value, column) => {
      expect(given[column]).toBeCloseTo(value, 10)
    })
  })
})
