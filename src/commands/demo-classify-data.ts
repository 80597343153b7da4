import { createDemoOracle } from '../demo/oracle.ts'
import type { DemoShopOptions } from '../demo/shop.ts'
import type { DemoTruth } from '../demo/truth.ts'
import type { LabelledTable } from '../models/classifiers/family.ts'
import { type Column, columnOf, type Table } from '../models/classifiers/table.ts'
import { conformTable, stackNumbers, stackTables } from '../models/predictions/cut.ts'
import { type LabelledSequences, stackSequences } from '../models/sequences/event-sequences.ts'
import { createDemoBehaviour, type DemoSnapshot } from './demo-behaviour.ts'

const DAY = 86_400_000

/** A log of two and a half years, judged on what happens in its last 90 days. */
export const demoDays = 900
const judgedDays = 90
/** Before these there was hardly a shop. */
const firstDays = 75
/** Cuts have to go round the year and some way on before a season can be told from a trend. */
const seasonDays = 450

export const demoTargets = ['churn', 'purchase-7', 'purchase-30', 'purchase-90'] as const
export type DemoTargetName = (typeof demoTargets)[number]

interface TargetRule {
  readonly asks: string
  /** Until it is known what came. */
  readonly days: number
  readonly labelsOf: (snapshot: DemoSnapshot) => Uint8Array
}

const rules: Readonly<Record<DemoTargetName, TargetRule>> = {
  churn: {
    asks: 'buy nothing within three of their usual gaps, 30 to 90 days',
    days: 90,
    labelsOf: ({ targets }) => targets.churned,
  },
  'purchase-7': { asks: 'buy within 7 days', days: 7, labelsOf: ({ targets }) => targets.boughtWithin7 },
  'purchase-30': { asks: 'buy within 30 days', days: 30, labelsOf: ({ targets }) => targets.boughtWithin30 },
  'purchase-90': { asks: 'buy within 90 days', days: 90, labelsOf: ({ targets }) => targets.boughtWithin90 },
}

/** Customers at one or more cuts: a table, what they did last, what came of it, and who is who. */
export type DemoRows = Required<LabelledTable> & Required<LabelledSequences>

/** One question about the customers of the generated shop, as it would have been asked on the day of the cut. */
export interface DemoQuestion {
  readonly name: DemoTargetName
  readonly asks: string
  /** All that was known by the day of the cut. */
  readonly known: DemoRows
  /** The same but for the newest outcomes, and those: to calibrate by what came later than what was learned. */
  readonly older: DemoRows
  readonly newest: DemoRows
  readonly judged: DemoRows
  readonly truths: readonly DemoTruth[]
  readonly at: Date
  /** Probabilities of one who knows the rates and chances of everybody, but not the dice. */
  readonly oracle: Float64Array
}

export interface DemoClassifyOptions extends DemoShopOptions {
  readonly days: number
  /** Between two cuts to learn from. */
  readonly everyDays: number
}

const placeOf = ({ columns }: Table, name: string): number => columns.findIndex((column) => column.name === name)

/** Everybody's second wave of the year beside the first, by the double angle. */
const withSecondWave = (table: Table): Table => {
  const [sine, cosine] = ['seasonSine', 'seasonCosine'].map((name) => columnOf(table, placeOf(table, name)))
  const values = new Float32Array((table.columns.length + 2) * table.rows)
  values.set(table.values)
  values.set(
    sine.map((s, row) => 2 * s * cosine[row]),
    table.values.length,
  )
  values.set(
    cosine.map((c, row) => c * c - sine[row] * sine[row]),
    table.values.length + table.rows,
  )
  const waves = ['seasonSine2', 'seasonCosine2'].map((name): Column => ({ kind: 'NUMBER', name }))
  return { rows: table.rows, columns: [...table.columns, ...waves], values }
}

const allRows = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row)

const stack = (snapshots: readonly DemoSnapshot[], columns: readonly Column[], { labelsOf }: TargetRule): DemoRows => ({
  table: stackTables(snapshots.map(({ table }) => conformTable(withSecondWave(table), columns, allRows(table.rows)))),
  labels: Uint8Array.from(stackNumbers(snapshots.map(labelsOf))),
  people: stackNumbers(snapshots.map(({ people }) => people)),
  sequences: stackSequences(snapshots.map(({ sequences }) => sequences)),
})

/**
 * Asks about the customers of the generated shop 90 days before the end of its log, learning from cuts whose outcome was known by then. The season is a feature where the cuts go
 * round the year, in two waves; else it is left out, for a model would take it for a trend.
 */
export const readDemoQuestions = ({ everyDays, ...options }: DemoClassifyOptions) => {
  const snapshotAt = createDemoBehaviour(options)
  const oracle = createDemoOracle(options)
  const known = new Map<number, DemoSnapshot>()
  /** As it was so many days before the end of the log. */
  const ago = (days: number): DemoSnapshot => {
    const found = known.get(days) ?? snapshotAt(new Date(options.until.getTime() - days * DAY))
    known.set(days, found)
    return found
  }
  const judged = ago(judgedDays)
  const at = judged.at.getTime()
  return (name: DemoTargetName): DemoQuestion => {
    const rule = rules[name]
    const first = judgedDays + rule.days
    const cuts: number[] = []
    for (let days = first; days <= options.days - firstDays; days += everyDays) cuts.push(days)
    const isYear = cuts[cuts.length - 1] - first >= seasonDays
    const columns = withSecondWave(judged.table).columns.filter(({ name: own }) => isYear || !own.startsWith('season'))
    const part = (days: readonly number[]) => stack(days.map(ago), columns, rule)
    const horizons = judged.targets.churnHorizonDays
    return {
      name,
      asks: rule.asks,
      known: part(cuts),
      older: part(cuts.filter((days) => days >= first + rule.days)),
      newest: part([first]),
      judged: part([judgedDays]),
      truths: judged.truths,
      at: judged.at,
      oracle: Float64Array.from(judged.truths, ({ userId }, row) => {
        if (name !== 'churn') return oracle.purchaseProbability(userId, at, rule.days)
        return 1 - oracle.purchaseProbability(userId, at, horizons[row])
      }),
    }
  }
}
