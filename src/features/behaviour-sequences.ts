import type { BehaviourColumn, BehaviourLevels } from '../domain/behaviour.ts'
import type { BehaviourMoment, BehaviourSequences } from '../domain/behaviour-sequence.ts'
import { eventTypes } from '../domain/event.ts'

const columnsOf = ({ categories }: Pick<BehaviourLevels, 'categories'>): readonly BehaviourColumn[] => [
  { kind: 'CATEGORY', name: 'type', levels: eventTypes },
  { kind: 'CATEGORY', name: 'category', levels: categories },
  { kind: 'NUMBER', name: 'daysSinceBefore' },
  { kind: 'NUMBER', name: 'daysAgo' },
  { kind: 'NUMBER', name: 'times' },
  { kind: 'NUMBER', name: 'amount' },
  { kind: 'NUMBER', name: 'rating' },
]

/** Days, pieces and amounts in logarithms, log(1 + x): a day counts for more after one day than after a hundred. */
const cellsOf = ({ type, category, gap, ago, times, amount, rating }: BehaviourMoment): readonly number[] => [
  type,
  category,
  Math.log1p(gap),
  Math.log1p(ago),
  Math.log1p(times),
  Math.log1p(amount),
  rating,
]

const grown = (cells: Float32Array): Float32Array => {
  const larger = new Float32Array(2 * cells.length)
  larger.set(cells)
  return larger
}

/** Moments of people, person by person and oldest first, as what a model of sequences reads: 4 bytes for each of its seven columns a moment. Missing stays missing (NaN). */
export const createSequencesBuilder = (levels: Pick<BehaviourLevels, 'categories'>) => {
  const columns = columnsOf(levels)
  const width = columns.length
  const ends = [0]
  let rows = 0
  let cells = new Float32Array(1024 * width)
  return {
    add: (moments: readonly BehaviourMoment[]): void => {
      for (const moment of moments) {
        if ((rows + 1) * width > cells.length) cells = grown(cells) as typeof cells
        cells.set(cellsOf(moment), rows * width)
        rows++
      }
      ends.push(rows)
    },
    finish: (): BehaviourSequences => {
      const values = new Float32Array(rows * width)
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < width; c++) values[c * rows + row] = cells[row * width + c]
      }
      return { people: ends.length - 1, pointers: Int32Array.from(ends), events: { rows, columns, values } }
    },
  }
}
