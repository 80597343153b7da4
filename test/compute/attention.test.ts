import { afterAll, expect, it } from 'vitest'

import type { Compute } from '../../src/compute/compute.ts'
import { openCompute } from '../../src/compute/open.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import { draws, relativeDifference } from './support/draws.ts'

const plain = createPlainCompute()
const alone = openCompute({ threads: 1 })
const two = openCompute({ threads: 2 })
afterAll(() => Promise.all([alone.close(), two.close()]))

const lengths = [1, 7, 0, 33, 2, ...Array.from({ length: 40 }, (_, at) => 1 + (at % 12))]

const layout = (compute: Compute) => {
  const [pointers, cells] = [compute.int32(lengths.length + 1), compute.int32(lengths.length + 1)]
  lengths.forEach((length, s) => {
    pointers[s + 1] = pointers[s] + length
    cells[s + 1] = cells[s] + (length * (length + 1)) / 2
  })
  return { sequences: lengths.length, pointers, cells }
}

const forwardAndBack = (compute: Compute, heads: number, width: number) => {
  const shape = { ...layout(compute), heads, width, farthest: 9 }
  const [rows, cells] = [shape.pointers[shape.sequences], shape.cells[shape.sequences]]
  const qkv = draws(compute, rows * 3 * width, 1)
  const weights = compute.float32(heads * cells)
  const out = compute.float32(rows * width).fill(Number.NaN)
  compute.attention({ ...shape, qkv, bias: draws(compute, heads * 9, 2), weights, out })
  const chances = weights.slice()
  const dQkv = compute.float32(rows * 3 * width).fill(Number.NaN)
  compute.attentionBack({ ...shape, qkv, weights, dOut: draws(compute, rows * width, 3), dQkv })
  return [out, chances, dQkv, weights]
}

it.each([
  [1, 4],
  [2, 64],
  [3, 15],
  [4, 24],
])(
  'attention of %d heads over %d numbers, and its way back, is what its twin says, on one thread and two',
  (heads, width) => {
    const [byTwin, byOne, byTwo] = [plain, alone, two].map((compute) => forwardAndBack(compute, heads, width))
    byTwin.forEach((wanted, at) => {
      expect(relativeDifference(byOne[at], wanted)).toBeLessThan(1e-5)
      expect(byTwo[at]).toEqual(byOne[at])
    })
  },
)

it.each([
  ['twin', plain],
  ['kernel', alone],
] as const)('a row attends to nothing that comes after it: its %s', (_, compute) => {
  const shape = { sequences: 1, pointers: compute.int32(2), cells: compute.int32(2), heads: 1, width: 4, farthest: 2 }
  shape.pointers[1] = 2
  shape.cells[1] = 3
  const qkv = draws(compute, 24, 4)
  const [weights, out] = [compute.float32(3), compute.float32(8)]
  compute.attention({ ...shape, qkv, bias: compute.float32(2), weights, out })
  expect([...out.subarray(0, 4)]).toEqual([...qkv.subarray(8, 12)])
  expect(weights[1] + weights[2]).toBeCloseTo(1, 6)
})
