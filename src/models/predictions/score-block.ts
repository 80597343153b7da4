import type { Compute } from '../../compute/compute.ts'
import type { LabelledTable } from '../classifiers/family.ts'
import type { Table } from '../classifiers/table.ts'
import { sigmoid } from '../math/sigmoid.ts'
import { boundedLogit, type Calibration, calibrateLogit } from './calibration.ts'
import { familyOf, type LearningTask, type Recipe } from './learning-task.ts'

/** A fitted and calibrated classifier: plain data. */
export interface CalibratedModel extends Recipe {
  readonly model: object
  readonly calibration: Calibration
}

/** What several columns that say the same thing contribute together, told by one of them. */
export interface ToldTogether {
  /** Place of the column that tells it. */
  readonly lead: number
  readonly contribution: number
}

/** Puts the columns of one row together, those to be named first at the front; `cellOf` has the row's values. */
export type TellColumns = (contributions: Float64Array, cellOf: (column: number) => number) => readonly ToldTogether[]

/** Named reasons per prediction; the rest is told as one. */
export const namedReasons = 6

/** Why a block of rows is scored as it is; arrays are row by row. */
export interface ExplainedBlock {
  readonly probabilities: Float64Array
  /** Of the baseline, the same for everybody where calibration is a line. */
  readonly baselines: Float64Array
  /** rows x `namedReasons`: columns by the size of what they, or those they speak for, contribute; -1 past the last. */
  readonly features: Int16Array
  readonly contributions: Float64Array
  /** What all columns that are not named contribute. */
  readonly others: Float64Array
}

export const predictCalibrated = (
  task: Pick<LearningTask<LabelledTable>, 'families'>,
  { family, model, calibration }: CalibratedModel,
  table: Table,
  compute: Compute,
): Float64Array =>
  familyOf(task, family)
    .predict(model, table, compute)
    .map((probability) => sigmoid(calibrateLogit(calibration, boundedLogit(probability))))

/** The columns of a row that contribute most, largest first. */
const largestOf = (values: Float64Array, k: number): readonly ToldTogether[] => {
  const best: number[] = []
  for (let column = 0; column < values.length; column++) {
    const size = Math.abs(values[column])
    if (size === 0 || (best.length === k && size <= Math.abs(values[best[k - 1]]))) continue
    let at = best.length
    while (at > 0 && Math.abs(values[best[at - 1]]) < size) at--
    best.splice(at, 0, column)
    if (best.length > k) best.pop()
  }
  return best.map((lead) => ({ lead, contribution: values[lead] }))
}

const namedOf = (told: readonly ToldTogether[]): readonly ToldTogether[] =>
  told.slice(0, namedReasons).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))

/** Beyond this a stretch would say more of the calibration than of the person. */
const mostStretch = 4

const stretchOf = (wanted: number, raw: number): number => {
  const stretch = raw === 0 ? 1 : wanted / raw
  return Math.max(1 / mostStretch, Math.min(mostStretch, stretch))
}

/**
 * Probabilities of a block with their reasons. Calibration bends the logit: the contributions of a row are stretched alike, so that baseline, named ones and others still add up to the logit of the
 * probability; what no fair stretch explains, as near the baseline, counts among the others. `tell` puts columns together; each for itself when absent.
 */
export const explainBlock = (
  task: Pick<LearningTask<LabelledTable>, 'families'>,
  calibrated: CalibratedModel,
  table: Table,
  compute: Compute,
  tell: TellColumns = (contributions) => largestOf(contributions, namedReasons),
): ExplainedBlock => {
  const { rows, columns } = table
  const { base, values } = familyOf(task, calibrated.family).explain(calibrated.model, table, compute)
  const probabilities = predictCalibrated(task, calibrated, table, compute)
  const baseline = calibrateLogit(calibrated.calibration, Math.max(-9.2, Math.min(9.2, base)))
  const block = {
    probabilities,
    baselines: new Float64Array(rows).fill(baseline),
    features: new Int16Array(rows * namedReasons).fill(-1),
    contributions: new Float64Array(rows * namedReasons),
    others: new Float64Array(rows),
  }
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * columns.length, (row + 1) * columns.length)
    const raw = own.reduce((sum, value) => sum + value, 0)
    const wanted = Math.log(probabilities[row]) - Math.log1p(-probabilities[row]) - baseline
    const stretch = stretchOf(wanted, raw)
    let left = wanted
    namedOf(tell(own, (column) => table.values[column * rows + row])).forEach(({ lead, contribution }, place) => {
      block.features[row * namedReasons + place] = lead
      block.contributions[row * namedReasons + place] = stretch * contribution
      left -= stretch * contribution
    })
    block.others[row] = left
  }
  return block
}
