import type { ModelReport } from '../domain/prediction-report.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import type { Column } from '../models/classifiers/table.ts'
import { pairedLosses } from '../models/evaluation/paired-losses.ts'
import {
  type CategoryChances,
  fitCategoryChances,
  predictCategoryChances,
} from '../models/predictions/category-chances.ts'
import { inColumns } from '../models/predictions/cut.ts'
import type { NextOrderSettings } from './next-order-settings.ts'
import { labelledRows, type PastCut, partsOfCuts, selectCut } from './prediction-data.ts'

export interface TrainedCategories {
  readonly final: CategoryChances
  readonly report: ModelReport
}

const codeAt = (cut: PastCut, row: number): number => {
  const code = cut.targets.nextCategory[row]
  return Number.isNaN(code) ? Number.NaN : cut.categories[code]
}

const categoryRows = (cuts: readonly PastCut[]) => {
  const known = cuts.map((cut) => selectCut(cut, (row) => !Number.isNaN(codeAt(cut, cut.rows[row]))))
  const { table, values } = labelledRows(known, codeAt)
  return { table: inColumns(table, table.columns.filter(tellsCategories)), codes: Int32Array.from(values) }
}

const categoryLosses = (chances: Float64Array, codes: Int32Array, width: number): Float64Array =>
  Float64Array.from(codes, (code, row) => -Math.log(Math.max(1e-15, chances[row * width + code])))

const categoryMeasures = (chances: Float64Array, codes: Int32Array, width: number) => {
  const losses = categoryLosses(chances, codes, width)
  const better = (row: number, code: number) =>
    chances
      .subarray(row * width, (row + 1) * width)
      .reduce((count, chance) => count + (chance > chances[row * width + code] ? 1 : 0), 0)
  const places = Array.from(codes, (code, row) => better(row, code))
  const share = (most: number) => places.filter((place) => place < most).length / codes.length
  return {
    rows: codes.length,
    logLoss: losses.reduce((sum, loss) => sum + loss, 0) / codes.length,
    accuracy: share(1),
    accuracyOfThree: share(3),
  }
}

const fewestOrders = 20

/** What tells one category from another: what was bought most, and who somebody is. All else would be noise to so many fits on so few orders. */
export const tellsCategories = ({ kind, name }: Column): boolean => kind === 'CATEGORY' || name === 'topCategoryShare'

/** null where the shop's products have fewer than two categories, or too few orders are known. */
export const trainCategories = (
  cuts: readonly PastCut[],
  { categories, seed }: NextOrderSettings,
  tools: FitTools,
): TrainedCategories | null => {
  const width = categories.length
  if (width < 2) return null
  const parts = partsOfCuts(cuts)
  const [train, judged, refit] = [parts.train, [parts.judged], parts.refit].map(categoryRows)
  if (Math.min(train.codes.length, judged.codes.length) < fewestOrders) return null
  const own = { compute: tools.compute, seed }
  const learn = ({ table, codes }: typeof train, learned: boolean) =>
    fitCategoryChances(table, codes, { categories: width, learned }, own)
  const [model, crowd] = [learn(train, true), learn(train, false)].map((chances) =>
    predictCategoryChances(chances, judged.table, tools.compute),
  )
  const losses = (chances: Float64Array) => categoryLosses(chances, judged.codes, width)
  const margin = { measure: 'logLoss', ...pairedLosses(losses(model), losses(crowd), seed) }
  const learned = margin.low > 0
  const [found, naive] = [model, crowd].map((chances) => categoryMeasures(chances, judged.codes, width))
  return {
    final: learn(refit, learned),
    report: {
      target: 'NEXT_CATEGORY',
      family: learned ? 'logistic-regression' : 'shares',
      options: learned ? { penalty: 'L2', strength: 10, scheme: 'one-against-the-rest' } : {},
      measures: learned ? found : naive,
      refusal: null,
      baseline: { family: 'shares', options: {}, measures: naive, margin },
      champion: null,
      championKept: null,
      comparators: [],
      trials: [],
      calibration: 'NONE',
      reliability: [],
      distribution: { edges: [0, 1], shares: [1] },
      importances: [],
      groups: [],
      drift: [],
    },
  }
}
