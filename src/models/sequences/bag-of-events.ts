import { alignTable } from '../classifiers/align-table.ts'
import { type Encoder, fitEncoder } from '../classifiers/encode.ts'
import { logisticRegression } from '../classifiers/logistic-regression.ts'
import { type Column, columnOf, type Table } from '../classifiers/table.ts'
import { bytesOfColumns, widestEncoding } from '../classifiers/table-size.ts'
import type { LinearModel } from '../linear/linear-model.ts'
import { checkSequences } from './check-sequences.ts'
import { bytesOfEvents, type EventSequences, lastEvents, type SequencesShape } from './event-sequences.ts'
import type { SequenceFamily } from './family.ts'

export interface BagOptions {
  /** Events looked back on. */
  readonly longest: number
  /** lambda of the L2 penalty. */
  readonly strength: number
}

export interface BagModel {
  readonly longest: number
  /** Knows the columns of events and the levels that are counted. */
  readonly encoder: Encoder
  readonly linear: LinearModel
}

/** The columns of a bag: how many events; of a category how many of each level (rare ones together), of a number its mean. */
const bagColumns = ({ columns, plans }: Encoder): readonly Column[] => [
  { kind: 'NUMBER', name: 'events' },
  ...plans.flatMap((plan, c): readonly Column[] => {
    const { name } = columns[c]
    if (plan.kind === 'NUMBER') return [{ kind: 'NUMBER', name }]
    return Array.from(plan.shares, (_, slot): Column => ({ kind: 'NUMBER', name: `${name} ${slot}` }))
  }),
]

/** The mean of the known cells; NaN where there are none. */
const meanOf = (cells: Float32Array, from: number, to: number): number => {
  let [sum, known] = [0, 0]
  for (let row = from; row < to; row++) {
    if (Number.isNaN(cells[row])) continue
    sum += cells[row]
    known++
  }
  return sum / known
}

/** A row per person, which does not tell in which order things happened. */
const toBag = (encoder: Encoder, { people, pointers, events }: EventSequences): Table => {
  const columns = bagColumns(encoder)
  const values = new Float32Array(people * columns.length)
  let at = 0
  const next = (): Float32Array => values.subarray(at++ * people, at * people)
  const count = next()
  for (let p = 0; p < people; p++) count[p] = pointers[p + 1] - pointers[p]
  encoder.plans.forEach((plan, c) => {
    const cells = columnOf(events, c)
    if (plan.kind === 'NUMBER') {
      const own = next()
      for (let p = 0; p < people; p++) own[p] = meanOf(cells, pointers[p], pointers[p + 1])
      return
    }
    const slots = Array.from(plan.shares, next)
    for (let p = 0; p < people; p++) {
      for (let row = pointers[p]; row < pointers[p + 1]; row++) {
        const slot = Number.isNaN(cells[row]) ? plan.missingSlot : plan.slotOf[cells[row]]
        if (slot >= 0 && slot < slots.length) slots[slot][p]++
      }
    }
  })
  return { rows: people, columns, values }
}

const kept = (encoder: Encoder, sequences: EventSequences, longest: number): EventSequences => {
  const aligned = { ...sequences, events: alignTable(encoder.columns, sequences.events) }
  return lastEvents(aligned, longest)
}

const bagShape = ({ people, events }: SequencesShape) => ({
  rows: people,
  columns: Array.from(
    { length: 1 + widestEncoding(events.columns) },
    (_, c): Column => ({ kind: 'NUMBER', name: `${c}` }),
  ),
})

const linearOptions = ({ strength }: BagOptions) => ({ penalty: 'L2', strength }) as const

/** The yardstick of sequence classifiers: logistic regression on how often what happened among the last events and on the means of their numbers. It hears no order. */
export const bagOfEvents: SequenceFamily<BagOptions, BagModel> = {
  name: 'bag-of-events',
  defaults: { longest: 50, strength: 1 },
  space: { strength: [0.1, 1, 10, 100] },
  memory: (shape, options) => {
    const bag = bagShape(shape)
    const linear = logisticRegression.memory(bag, linearOptions(options))
    const ofEvents = bytesOfColumns(shape.events.columns) + 24 * widestEncoding(shape.events.columns)
    return {
      model: linear.model + ofEvents,
      fit: linear.fit + ofEvents + 4 * bag.rows * bag.columns.length + bytesOfEvents(shape, options.longest),
    }
  },
  work: (shape, options) =>
    logisticRegression.work(bagShape(shape), linearOptions(options)) +
    10 * shape.events.rows * shape.events.columns.length,
  fit: (data, options, tools) => {
    checkSequences(data)
    const encoder = fitEncoder(lastEvents(data.sequences, options.longest).events)
    const table = toBag(encoder, kept(encoder, data.sequences, options.longest))
    const linear = logisticRegression.fit({ table, labels: data.labels }, linearOptions(options), tools)
    return Object.freeze({ longest: options.longest, encoder, linear })
  },
  predict: ({ longest, encoder, linear }, sequences, compute) =>
    logisticRegression.predict(linear, toBag(encoder, kept(encoder, sequences, longest)), compute),
}
