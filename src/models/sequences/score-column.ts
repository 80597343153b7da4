import type { Compute } from '../../compute/compute.ts'
import type { FitTools } from '../classifiers/family.ts'
import { columnOf, type Table } from '../classifiers/table.ts'
import { logit } from '../math/sigmoid.ts'
import { foldsOf } from '../neural/hold-out.ts'
import { type EventSequences, type LabelledSequences, takePeople } from './event-sequences.ts'
import type { SequenceFamily } from './family.ts'

/** What a sequence classifier says of each person, in logits: one more column for a model of tables to weigh beside the others. */
export interface ScoreColumn<Model> {
  /** Learned from everybody: what newcomers are scored by. */
  readonly model: Model
  /** Per sequence the logit by a model that did not see that person: what to learn from. */
  readonly logits: Float64Array
}

const folds = 5

const takeLabelled = ({ sequences, labels, people }: LabelledSequences, rows: Int32Array): LabelledSequences => ({
  sequences: takePeople(sequences, rows),
  labels: Uint8Array.from(rows, (row) => labels[row]),
  ...(people && { people: Float64Array.from(rows, (row) => people[row]) }),
})

/**
 * Learns a family for a column. The logits to learn from are out of fold (stacking: Wolpert 1992), five times a fit: those of the rows a model was taught by would promise
 * more than the model holds.
 * @throws Error as the family's `fit`
 */
export const fitScoreColumn = <Options extends object, Model extends object>(
  family: SequenceFamily<Options, Model>,
  data: LabelledSequences,
  options: Options,
  tools: FitTools,
): ScoreColumn<Model> => {
  const foldOf = foldsOf(data.labels, data.people, folds, tools.seed)
  const logits = new Float64Array(data.labels.length)
  const rowsWhere = (isIn: (fold: number) => boolean): Int32Array =>
    Int32Array.from(foldOf.keys()).filter((row) => isIn(foldOf[row]))
  for (let fold = 0; fold < folds; fold++) {
    const judged = rowsWhere((own) => own === fold)
    const learned = rowsWhere((own) => own !== fold)
    const model = family.fit(takeLabelled(data, learned), options, tools)
    const scores = scoreColumn(family, model, takePeople(data.sequences, judged), tools.compute)
    judged.forEach((row, at) => {
      logits[row] = scores[at]
    })
  }
  return { model: family.fit(data, options, tools), logits }
}

/** The logits of people by the model of a column. */
export const scoreColumn = <Options extends object, Model extends object>(
  family: SequenceFamily<Options, Model>,
  model: Model,
  sequences: EventSequences,
  compute: Compute,
): Float64Array => family.predict(model, sequences, compute).map(logit)

/** The table with one more column of numbers at its end. */
export const withColumn = (table: Table, name: string, cells: Float64Array): Table => {
  const columns = [...table.columns, { kind: 'NUMBER', name } as const]
  const values = new Float32Array(table.rows * columns.length)
  values.set(table.values)
  const wider = { rows: table.rows, columns, values }
  columnOf(wider, columns.length - 1).set(cells)
  return wider
}
