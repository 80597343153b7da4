import { describe, expect, it } from 'vitest'

import { refuseLeaks } from '../../../src/models/classifiers/leaking-columns.ts'

const rows = 400
const labels = Uint8Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? 1 : 0))
const noise = (row: number): number => Math.sin(row * 12.9898) * 43758.5453

const tableOf = (cell: (row: number) => number, kind: 'NUMBER' | 'CATEGORY' = 'NUMBER') => ({
  labels,
  table: {
    rows,
    columns: [
      { kind: 'NUMBER', name: 'honest' } as const,
      kind === 'NUMBER'
        ? ({ kind, name: 'daysToNextOrder' } as const)
        : ({ kind, name: 'daysToNextOrder', levels: ['a', 'b', 'c', 'd'] } as const),
    ],
    values: Float32Array.from({ length: 2 * rows }, (_, at) =>
      at < rows ? noise(at) - Math.floor(noise(at)) : cell(at - rows),
    ),
  },
})

describe('a label that leaks', () => {
  it('is refused by the name of its column, whichever way it points', () => {
    expect(() => refuseLeaks(tableOf((row) => labels[row]))).toThrow('The column daysToNextOrder alone tells')
    expect(() => refuseLeaks(tableOf((row) => -100 * labels[row] + (row % 7)))).toThrow('daysToNextOrder')
  })

  it('is seen in what is missing, and in categories', () => {
    expect(() => refuseLeaks(tableOf((row) => (labels[row] ? 5 : Number.NaN)))).toThrow('daysToNextOrder')
    expect(() => refuseLeaks(tableOf((row) => 2 * labels[row] + (row % 2), 'CATEGORY'))).toThrow('daysToNextOrder')
  })

  it('is not suspected of a good column', () => {
    expect(() => refuseLeaks(tableOf((row) => labels[row] + (row % 7) / 4))).not.toThrow()
  })
})
