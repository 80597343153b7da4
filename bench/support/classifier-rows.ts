import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { LabelledTable } from '../../src/models/classifiers/family.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { sigmoid } from '../../src/models/math/sigmoid.ts'

const columns = 30

/** People with thirty numbers: half of them bell-shaped, half long-tailed as amounts are; ten matter, some of them only together. */
export const generatedRows = (rows: number, seed: number): LabelledTable => {
  const random = createRandom(seed)
  const values = new Float32Array(rows * columns)
  for (let at = 0; at < values.length; at++) {
    const isAmount = Math.floor(at / rows) % 2 === 1
    values[at] = isAmount ? random.exponential(1) : random.normal()
  }
  const cell = (column: number, row: number): number => values[column * rows + row]
  const labels = Uint8Array.from({ length: rows }, (_, row) => {
    let score =
      1.2 * cell(0, row) * (cell(2, row) > 0 ? 1 : -0.4) + Math.min(2, cell(1, row)) * (cell(3, row) > 1 ? 1 : -0.5)
    for (let column = 4; column < 10; column++) score += 0.2 * (column - 6) * Math.tanh(cell(column, row))
    return random.uniform() < sigmoid(score) ? 1 : 0
  })
  return tableOf(values, labels)
}

const tableOf = (values: Float32Array, labels: Uint8Array): LabelledTable => ({
  table: {
    rows: labels.length,
    columns: Array.from({ length: columns }, (_, at) => ({ kind: 'NUMBER', name: `c${at}` })),
    values,
  },
  labels,
})

/** What `<part>-cells` and `<part>-labels` hold, as the generator gave it. */
export const readRows = (folder: string, part: 'learned' | 'judged'): LabelledTable => {
  const cells = readFileSync(join(folder, `${part}-cells`))
  const labels = new Uint8Array(readFileSync(join(folder, `${part}-labels`)))
  return tableOf(new Float32Array(cells.buffer, cells.byteOffset, cells.byteLength / 4), labels)
}
