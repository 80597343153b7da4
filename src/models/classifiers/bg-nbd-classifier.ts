import { type BgNbd, fitBgNbd } from '../bg-nbd.ts'
import { churnLogit } from '../churn-logit.ts'
import { median } from '../math/median.ts'
import { shares } from '../math/shares.ts'
import { logit } from '../math/sigmoid.ts'
import { calibratedLogit, fitPlatt, type Platt } from '../platt.ts'
import type { PurchaseSummary } from '../purchase-summary.ts'
import { alignTable } from './align-table.ts'
import { checkLabels } from './check-labels.ts'
import type { ClassifierFamily } from './family.ts'
import { probabilityOf } from './probability-of.ts'
import type { Column, Table } from './table.ts'
import { bytesOfCells, bytesOfColumns } from './table-size.ts'

interface BgNbdClassifierOptions {
  /** Days ahead; 0: of each row `gaps` of its usual gaps, within bounds. */
  readonly horizonDays: number
}

/** What it reads, in this order. */
const names = ['daysSinceLastOrder', 'purchaseDays', 'tenure', 'usualGapDays'] as const

interface BgNbdClassifier {
  readonly columns: readonly Column[]
  /** Where the four are. */
  readonly places: readonly number[]
  readonly bgNbd: BgNbd
  readonly horizonDays: number
  /** From the log-odds of no purchase to the label, whichever way round. */
  readonly platt: Platt
  /** Of those who never bought, with ten rows of the base rate added. */
  readonly neverBought: number
  /** The customer that contributions are measured against. */
  readonly typical: readonly number[]
  /** Mean absolute contribution per place. */
  readonly spread: Float64Array
}

const gaps = 3
const [shortest, longest] = [30, 90]
const prior = 10

const horizonOf = (horizonDays: number, usualGap: number): number =>
  horizonDays > 0 ? horizonDays : Math.round(Math.min(longest, Math.max(shortest, gaps * usualGap)))

/** The log-odds of no purchase; contributions mix two customers, so a gap may exceed the tenure. */
const scoreOf = (
  { bgNbd, horizonDays }: Pick<BgNbdClassifier, 'bgNbd' | 'horizonDays'>,
  [gap, purchaseDays, tenure, usualGap]: readonly number[],
): number =>
  churnLogit(bgNbd, { frequency: Math.max(0, purchaseDays - 1), gap, tenure }, horizonOf(horizonDays, usualGap))

const placesIn = (columns: readonly Column[]): readonly number[] => {
  const places = names.map((name) => columns.findIndex((column) => column.name === name && column.kind === 'NUMBER'))
  const absent = names.filter((_, at) => places[at] < 0)
  if (absent.length > 0) throw new Error(`The table has no numbers called ${absent.join(', ')} to go by.`)
  return places
}

/** The four of a row. */
const factsAt = (table: Table, places: readonly number[], row: number): readonly number[] =>
  places.map((place) => table.values[place * table.rows + row])

const hasBought = (facts: readonly number[]): boolean => facts.every((value) => !Number.isNaN(value)) && facts[1] > 0

/** Of the rows that have bought. Recency and tenure as their calendar days say; a first purchase of many is whole at its day. */
export const purchaseSummaryOf = (table: Table): PurchaseSummary & { readonly rows: Int32Array } => {
  const places = placesIn(table.columns)
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    hasBought(factsAt(table, places, row)),
  )
  const of = (read: (facts: readonly number[]) => number) =>
    Float64Array.from(rows, (row) => read(factsAt(table, places, row)))
  return {
    rows,
    frequency: of(([, purchaseDays]) => Math.max(0, purchaseDays - 1)),
    recency: of(([gap, purchaseDays, tenure]) => (purchaseDays > 1 ? Math.max(0, tenure - gap) : 0)),
    tenure: of(([, , tenure]) => tenure),
  }
}

const typicalOf = (table: Table, places: readonly number[], rows: Int32Array): readonly number[] =>
  places.map((place) => median(Float64Array.from(rows, (row) => table.values[place * table.rows + row])))

const logitsOf = (model: BgNbdClassifier, table: Table): Float64Array =>
  Float64Array.from({ length: table.rows }, (_, row) => {
    const facts = factsAt(table, model.places, row)
    return hasBought(facts) ? calibratedLogit(model.platt, scoreOf(model, facts)) : logit(model.neverBought)
  })

const factorials = [1, 1, 2, 6, 24]
const players = names.length

/** Shapley 1953: what each of the four adds, over all orders in which they may be made known. */
const shapleyOf = (model: BgNbdClassifier, facts: readonly number[]): readonly number[] => {
  const values = Float64Array.from({ length: 2 ** players }, (_, coalition) =>
    calibratedLogit(
      model.platt,
      scoreOf(
        model,
        facts.map((own, player) => ((coalition >> player) & 1 ? own : model.typical[player])),
      ),
    ),
  )
  return facts.map((_, player) => {
    let sum = 0
    for (let coalition = 0; coalition < values.length; coalition++) {
      if ((coalition >> player) & 1) continue
      const size = [0, 1, 2, 3].reduce((count, other) => count + ((coalition >> other) & 1), 0)
      const weight = (factorials[size] * factorials[players - size - 1]) / factorials[players]
      sum += weight * (values[coalition | (1 << player)] - values[coalition])
    }
    return sum
  })
}

const baseOf = (model: BgNbdClassifier): number => calibratedLogit(model.platt, scoreOf(model, model.typical))

const explain = (model: BgNbdClassifier, table: Table) => {
  const width = model.columns.length
  const base = baseOf(model)
  const values = new Float64Array(table.rows * width)
  for (let row = 0; row < table.rows; row++) {
    const facts = factsAt(table, model.places, row)
    if (!hasBought(facts)) {
      values[row * width + model.places[0]] = logit(model.neverBought) - base
      continue
    }
    shapleyOf(model, facts).forEach((share, at) => {
      values[row * width + model.places[at]] = share
    })
  }
  return { base, values }
}

const mostSampled = 2000

/** Mean absolute contributions of up to so many rows, taken evenly. */
const spreadOf = (model: BgNbdClassifier, table: Table, rows: Int32Array): Float64Array => {
  const spread = new Float64Array(model.columns.length)
  const step = Math.max(1, Math.ceil(rows.length / mostSampled))
  for (const row of rows.filter((_, at) => at % step === 0))
    shapleyOf(model, factsAt(table, model.places, row)).forEach((share, at) => {
      spread[model.places[at]] += Math.abs(share)
    })
  return spread
}

/**
 * BG/NBD (Fader, Hardie & Lee 2005) as a classifier: the log-odds of no purchase within the horizon by recency, purchase days and tenure, and Platt's two parameters from them to the labels. It knows
 * nothing but when somebody bought, so it is the comparator for whatever knows more. Who never bought, or of whom one of the four columns is missing, gets the rate of those. Contributions are exact
 * Shapley values against the customer at the medians.
 */
export const bgNbdClassifier: ClassifierFamily<BgNbdClassifierOptions, BgNbdClassifier> = {
  name: 'bg-nbd',
  defaults: { horizonDays: 90 },
  space: {},
  memory: (shape) => ({ model: 512 + bytesOfColumns(shape.columns), fit: 64 * shape.rows + bytesOfCells(shape) }),
  work: ({ rows }) => 20_000 * rows,
  fit: (data, { horizonDays }) => {
    const { positives } = checkLabels(data)
    const table = alignTable(data.table.columns, data.table)
    const places = placesIn(table.columns)
    const { rows, ...summary } = purchaseSummaryOf(table)
    const fit = fitBgNbd(summary)
    if (fit.kind === 'insufficient') throw new Error(`It takes ${fit.need} ${fit.what}; there are ${fit.have}.`)
    const scores = Float64Array.from(rows, (row) =>
      scoreOf({ bgNbd: fit.model, horizonDays }, factsAt(table, places, row)),
    )
    const bought = rows.reduce((sum, row) => sum + data.labels[row], 0)
    const rate = positives / table.rows
    const model = {
      columns: table.columns,
      places,
      bgNbd: fit.model,
      horizonDays,
      platt: fitPlatt(
        scores,
        Uint8Array.from(rows, (row) => data.labels[row]),
      ),
      neverBought: (positives - bought + prior * rate) / (table.rows - rows.length + prior),
      typical: typicalOf(table, places, rows),
      spread: new Float64Array(table.columns.length),
    }
    return Object.freeze({ ...model, spread: spreadOf(model, table, rows) })
  },
  predict: (model, table) => logitsOf(model, alignTable(model.columns, table)).map(probabilityOf),
  explain: (model, table) => explain(model, alignTable(model.columns, table)),
  importance: ({ spread }) => shares(spread),
}
