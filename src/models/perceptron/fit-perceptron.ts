import { alignTable } from '../classifiers/align-table.ts'
import { checkLabels } from '../classifiers/check-labels.ts'
import { type Encoder, encodeRows, fitEncoder, widthOfEncoder } from '../classifiers/encode.ts'
import type { FitTools, LabelledTable } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { takeRows } from '../classifiers/take-rows.ts'
import { createHoldOut } from '../neural/hold-out.ts'
import { explainPerceptron } from './explain-perceptron.ts'
import type { Networks, PerceptronModel } from './score-perceptron.ts'
import { type TrainingOptions, trainPerceptron } from './train-perceptron.ts'

export interface PerceptronOptions extends TrainingOptions {
  /** Units per hidden layer, from the input on. */
  readonly hidden: readonly number[]
  /** How many are trained where there are few rows; one from 50,000 rows on. */
  readonly networks: number
}

/** Few rows make a network's luck matter: then there are several, each of which holds back others. */
export const networksFor = (rows: number, { networks }: Pick<PerceptronOptions, 'networks'>): number =>
  Math.min(networks, Math.max(1, Math.ceil(50_000 / Math.max(1, rows))))

const encodedAtOnce = 4096

/** rows x width, row-major. */
const encodeAll = (encoder: Encoder, table: Table): Float32Array => {
  const width = widthOfEncoder(encoder)
  const features = new Float32Array(table.rows * width)
  for (let from = 0; from < table.rows; from += encodedAtOnce) {
    const to = Math.min(table.rows, from + encodedAtOnce)
    encodeRows(encoder, table, [from, to], features.subarray(from * width, to * width))
  }
  return features
}

const mostExplained = 2000

const spreadOf = (model: Networks, table: Table, { compute }: FitTools): Float64Array => {
  const step = Math.max(1, Math.ceil(table.rows / mostExplained))
  const rows = Int32Array.from({ length: Math.ceil(table.rows / step) }, (_, at) => at * step)
  const { values } = explainPerceptron(model, takeRows(table, rows), compute)
  const columns = table.columns.length
  const spread = new Float64Array(columns)
  values.forEach((value, at) => {
    spread[at % columns] += Math.abs(value) / rows.length
  })
  return spread
}

/** @throws Error with a readable sentence: one class only, no rows, no column that ever changes, training that went astray */
export const fitPerceptron = (data: LabelledTable, options: PerceptronOptions, tools: FitTools): PerceptronModel => {
  checkLabels(data)
  const encoder = fitEncoder(data.table)
  const inputs = widthOfEncoder(encoder)
  if (inputs === 0) throw new Error('No column of the table ever changes: there is nothing to learn from.')
  if (options.hidden.length === 0) throw new Error('A network needs a hidden layer.')
  const table = alignTable(encoder.columns, data.table)
  const encoded = { features: encodeAll(encoder, table), labels: data.labels }
  const holdOut = createHoldOut(data.labels, tools.seed, data.people)
  const count = networksFor(table.rows, options)
  const networks = Array.from({ length: count }, (_, network) =>
    trainPerceptron({ inputs, hidden: options.hidden }, encoded, holdOut(network), options, {
      compute: tools.compute,
      seed: tools.seed + network,
      report: (fraction) => tools.report?.((network + fraction) / count),
    }),
  )
  const model = { encoder, hidden: options.hidden, networks }
  return Object.freeze({ ...model, spread: spreadOf(model, table, tools) })
}
