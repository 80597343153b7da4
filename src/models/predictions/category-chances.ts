import type { FitTools } from '../classifiers/family.ts'
import { logisticRegression } from '../classifiers/logistic-regression.ts'
import type { Table } from '../classifiers/table.ts'
import { takeLabelled } from '../classifiers/take-rows.ts'

type Model = ReturnType<typeof logisticRegression.fit>

/** Which of several things comes next: one classifier for each that is met often enough, and shares for the others. */
export interface CategoryChances {
  /** Per category its classifier; null: its share stands for everybody. */
  readonly models: readonly (Model | null)[]
  readonly shares: Float64Array
}

/** Fewer than this are told by their share. */
const fewest = 20
/** One fit per category: of more rows every so many is left out. */
const mostRows = 20_000

/** Shares with half a case added to each. */
const sharesOf = (codes: Int32Array, categories: number): Float64Array => {
  const counts = new Float64Array(categories).fill(0.5)
  for (const code of codes) counts[code]++
  return counts.map((count) => count / (codes.length + categories / 2))
}

/**
 * One-against-the-rest logistic regressions (Rifkin & Klautau 2004); their probabilities are made to add up to 1. Shares alone where `learned` is false, or there is but one category.
 * `codes`: per row its category, 0 .. categories - 1; one row at least.
 */
export const fitCategoryChances = (
  table: Table,
  codes: Int32Array,
  { categories, learned }: { readonly categories: number; readonly learned: boolean },
  tools: FitTools,
): CategoryChances => {
  const shares = sharesOf(codes, categories)
  const step = Math.max(1, Math.ceil(codes.length / mostRows))
  const rows = Int32Array.from(codes.keys()).filter((row) => row % step === 0)
  const models = Array.from({ length: categories }, (_, category) => {
    const met = rows.reduce((count, row) => count + (codes[row] === category ? 1 : 0), 0)
    if (!learned || met < fewest || rows.length - met < fewest) return null
    const data = takeLabelled({ table, labels: Uint8Array.from(codes, (code) => (code === category ? 1 : 0)) }, rows)
    return logisticRegression.fit(data, { penalty: 'L2', strength: 10 }, tools)
  })
  return Object.freeze({ models, shares })
}

/** rows x categories, row-major; each row adds up to 1. */
export const predictCategoryChances = (
  { models, shares }: CategoryChances,
  table: Table,
  compute: FitTools['compute'],
): Float64Array => {
  const width = shares.length
  const chances = new Float64Array(table.rows * width)
  models.forEach((model, category) => {
    const own = model === null ? null : logisticRegression.predict(model, table, compute)
    for (let row = 0; row < table.rows; row++) chances[row * width + category] = own?.[row] ?? shares[category]
  })
  for (let row = 0; row < table.rows; row++) {
    const own = chances.subarray(row * width, (row + 1) * width)
    const sum = own.reduce((total, chance) => total + chance, 0)
    for (let category = 0; category < width; category++) own[category] /= sum
  }
  return chances
}
