import {
  bytesOfCells,
  bytesOfColumns,
  type FitMemory,
  type TableShape,
  widestEncoding,
} from '../classifiers/table-size.ts'

/** A cell's part in a fit, in nanoseconds: some ten passes, and the products of the curvature. */
const ofOneFeature = 200
/** Rows that the curvature takes at a time. */
const together = 2048

/** Some steps are solved for: a third of the features cubed each. */
const solving = 2

/** What fitting takes, for features that bend at `knots` quantiles: rows x features, some ten times over, and features cubed for the steps. */
export const linearWork = ({ rows, columns }: TableShape, knots: number): number => {
  const features = widestEncoding(columns, knots)
  return ofOneFeature * rows * features + solving * features ** 3
}

/** The aligned cells, a column at a time, a block of features and a few matrices of features squared. */
export const linearMemory = (shape: TableShape, knots: number): FitMemory => {
  const { rows, columns } = shape
  const width = widestEncoding(columns, knots)
  const levels = columns.reduce((sum, column) => sum + (column.kind === 'CATEGORY' ? column.levels.length : 0), 0)
  const model = bytesOfColumns(columns) + 12 * levels + 64 * width + 128 * columns.length
  return {
    model,
    fit: model + bytesOfCells(shape) + 24 * rows + 4 * (together + 16) * (width + 1) + 48 * (width + 1) ** 2,
  }
}
