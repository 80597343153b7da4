import { afterAll, describe, expect, it } from 'vitest'

import type { Compute } from '../../src/compute/compute.ts'
import { openCompute } from '../../src/compute/open.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import type { BinnedRows } from '../../src/compute/tree-steps.ts'
import { createRandom } from '../../src/models/math/random.ts'

const plain = createPlainCompute()
const alone = openCompute({ threads: 1 })
const two = openCompute({ threads: 2 })
afterAll(() => Promise.all([alone.close(), two.close()]))

const edgesIn = (compute: Compute, count: number): Float32Array => {
  const edges = compute.float32(255)
  edges.fill(Infinity)
  for (let at = 0; at < count; at++) edges[at] = (at - count / 2) / 40
  return edges
}

/** Normal draws with some missing, each column in fewer bins than the one before. */
const binnedIn = (compute: Compute, rows: number, columns: number): BinnedRows => {
  const binned = { rows, columns, bins: compute.int32(Math.ceil(columns / 8) * rows * 2) }
  const random = createRandom(rows)
  for (let column = 0; column < columns; column++) {
    const cells = compute.float32(rows)
    for (let row = 0; row < rows; row++) cells[row] = random.uniform() < 0.1 ? Number.NaN : 2 * random.normal()
    compute.binColumn({ binned, column, cells, edges: edgesIn(compute, 254 - 11 * column) })
  }
  return binned
}

const gradientsIn = (compute: Compute, rows: number, loss: 'logistic' | 'squared'): Int32Array => {
  const random = createRandom(7)
  const [scores, targets, gradients] = [compute.float32(rows), compute.float32(rows), compute.int32(2 * rows)]
  for (let row = 0; row < rows; row++) {
    scores[row] = 9 * random.normal()
    targets[row] = random.integer(2)
  }
  compute.boostGradients({ loss, scores, targets, gradients, gradientScale: 2 ** 26, curvatureScale: 2 ** 20 })
  return gradients
}

const everyThird = (compute: Compute, rows: number): Int32Array => {
  const members = compute.int32(Math.ceil(rows / 3))
  for (let at = 0; at < members.length; at++) members[at] = 3 * at
  return members
}

const offsetsIn = (compute: Compute, columns: number): Int32Array => {
  const offsets = compute.int32(columns + 1)
  for (let column = 0; column < columns; column++) offsets[column + 1] = offsets[column] + 256 - 11 * column
  return offsets
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)

/** Everything that the steps write, one after the other. */
const workedOn = (compute: Compute, rows: number, columns: number, loss: 'logistic' | 'squared'): number[] =>
  compute.scope(() => {
    const binned = binnedIn(compute, rows, columns)
    const gradients = gradientsIn(compute, rows, loss)
    const members = everyThird(compute, rows)
    const offsets = offsetsIn(compute, columns)
    const [whole, part] = [0, 1].map(() => compute.int32(4 * offsets[columns]))
    const shared = { binned, gradients, members, offsets, to: members.length }
    compute.sumBins({ ...shared, from: 0, sums: whole })
    compute.sumBins({ ...shared, from: Math.floor(members.length / 4), sums: part, whole })
    const set = compute.int32(8)
    set.set([0x0f0f_0f0f, -1, 0, 3, 0x5555_5555, 1, -2, 0x7000_0001])
    const spare = compute.int32(members.length)
    const front = compute.partRows({ ...shared, column: columns - 1, set, from: 2, spare })
    return [front, ...bytesOf(binned.bins), ...gradients, ...whole, ...part, ...members]
  })

describe('the steps of growing trees', () => {
  it.each([
    [9, 1, 'logistic'],
    [10, 9, 'squared'],
    [1003, 8, 'logistic'],
    [5001, 19, 'squared'],
    [60_001, 3, 'logistic'],
  ] as const)(
    'do of %i rows x %i columns (%s) what their twin does, to the bit, on one thread and two',
    (rows, columns, loss) => {
      const [byTwin, byOne, byTwo] = [plain, alone, two].map((compute) => workedOn(compute, rows, columns, loss))
      expect(byOne).toEqual(byTwin)
      expect(byTwo).toEqual(byTwin)
    },
  )

  it.each([
    ['twin', plain],
    ['kernel', alone],
  ] as const)('of the %s: a bin is 0 where a number is missing, else 1 and how many edges are below', (_, compute) => {
    const binned = { rows: 6, columns: 1, bins: compute.int32(12) }
    const [cells, edges] = [compute.float32(6), compute.float32(255)]
    cells.set([Number.NaN, -3, 1, 1.5, 2, 3e38])
    edges.fill(Infinity)
    edges.set([1, 2, 2.5])
    compute.binColumn({ binned, column: 0, cells, edges })
    expect([0, 1, 2, 3, 4, 5].map((row) => bytesOf(binned.bins)[8 * row])).toEqual([0, 1, 1, 2, 2, 4])
  })

  it.each([
    ['twin', plain],
    ['kernel', alone],
  ] as const)('of the %s: gradients are p - y and p (1 - p)', (_, compute) => {
    const [scores, targets, gradients] = [compute.float32(3), compute.float32(3), compute.int32(6)]
    scores.set([0, Math.log(3), -200])
    targets.set([1, 0, 0])
    const scales = { gradientScale: 2 ** 20, curvatureScale: 2 ** 20 }
    compute.boostGradients({ loss: 'logistic', scores, targets, gradients, ...scales })
    const wanted = [-0.5, 0.25, 0.75, 0.1875, 0, 0]
    wanted.forEach((value, at) => {
      expect(gradients[at] / 2 ** 20).toBeCloseTo(value, 5)
    })
  })

  it('stay exact where sums leave 32 bits', () => {
    for (const compute of [plain, alone]) {
      const rows = 5000
      const binned = { rows, columns: 1, bins: compute.int32(2 * rows) }
      const [members, gradients] = [compute.int32(rows), compute.int32(2 * rows)]
      for (let row = 0; row < rows; row++) {
        members[row] = row
        gradients.set([-(2 ** 30), 2 ** 27], 2 * row)
      }
      const offsets = compute.int32(2)
      offsets[1] = 1
      const sums = compute.int32(4)
      compute.sumBins({ binned, gradients, members, from: 0, to: rows, offsets, sums })
      expect(sums[1] * 2 ** 32 + (sums[0] >>> 0)).toBe(-(2 ** 30) * rows)
      expect((sums[3] & 0xff) * 2 ** 32 + (sums[2] >>> 0)).toBe(2 ** 27 * rows)
      expect(sums[3] >>> 8).toBe(rows)
    }
  })

  it('add the values of the leaves that rows come to, of all rows or some', () => {
    const found = [plain, alone, two].map((compute) => {
      const binned = binnedIn(compute, 3001, 11)
      const nodes = {
        column: compute.int32(8),
        left: compute.int32(8),
        set: compute.int32(64),
        value: compute.int32(16),
      }
      // Two trees: column 9 into leaves 1 and 2; column 2 into leaf 4 and column 0 (5), whose leaves are 6 and 7.
      nodes.column.set([9, -1, -1, 2, -1, 0, -1, -1])
      nodes.left.set([1, 0, 0, 4, 0, 6, 0, 0])
      for (const node of [0, 3, 5]) nodes.set.set([node + 1, -1, 0, -1, 0x0ff0, 7, -1, -1], 8 * node)
      new Float64Array(nodes.value.buffer, nodes.value.byteOffset, 8).set([0, 1, 2, 0, 0.1, 0, 0.2, 0.3])
      const roots = compute.int32(2)
      roots[1] = 3
      const members = everyThird(compute, 3001)
      const [all, some] = [compute.int32(2 * 3001), compute.int32(2 * members.length)]
      compute.addTrees({ binned, nodes, roots, sums: all })
      compute.addTrees({ binned, nodes, roots, members, sums: some })
      return [all, some].map((sums) => [...new Float64Array(sums.buffer, sums.byteOffset, sums.length / 2)])
    })
    expect(found[1]).toEqual(found[0])
    expect(found[2]).toEqual(found[0])
    expect(new Set(found[0][0]).size).toBe(6)
    expect(found[0][1]).toEqual(found[0][0].filter((_, row) => row % 3 === 0))
  })
})
