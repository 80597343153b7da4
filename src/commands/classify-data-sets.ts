import { join } from 'node:path'

import { CodedError } from '../errors.ts'
import type { LabelledTable } from '../models/classifiers/family.ts'
import type { Column } from '../models/classifiers/table.ts'
import { stratifiedFolds } from '../models/evaluation/stratified-folds.ts'
import type { EventSequences } from '../models/sequences/event-sequences.ts'
import { readOnlineRetail } from './classify-online-retail.ts'
import { readColumns } from './read-columns.ts'
import { fileIn } from './read-item-lists.ts'

export const classifyNames = ['telco-churn', 'online-retail'] as const
export type ClassifyName = (typeof classifyNames)[number]

/** What others reach on the same rows, and where that stands. */
interface PublishedClassifier {
  readonly name: string
  readonly auc: number
  /** null: not reported. */
  readonly brier: number | null
  readonly source: string
}

export interface ClassifyDataSet {
  readonly name: ClassifyName
  /** How it is judged, in a sentence's end. */
  readonly protocol: string
  readonly label: string
  readonly data: LabelledTable
  /** What the people of the rows did, event by event; null where it is not known. */
  readonly sequences: EventSequences | null
  /** What was missing, and what is made of it. */
  readonly missing: string
  /** Per row the fold in which it is judged by what the other folds taught; -1: it only teaches. */
  readonly foldOf: Int32Array
  readonly published: readonly PublishedClassifier[]
}

const folds = 10

const telcoNumbers = ['tenure', 'MonthlyCharges', 'TotalCharges']
const telcoCategories = [
  'gender',
  'SeniorCitizen',
  'Partner',
  'Dependents',
  'PhoneService',
  'MultipleLines',
  'InternetService',
  'OnlineSecurity',
  'OnlineBackup',
  'DeviceProtection',
  'TechSupport',
  'StreamingTV',
  'StreamingMovies',
  'Contract',
  'PaperlessBilling',
  'PaymentMethod',
]

const numberOf = (cell: string, line: number, path: string): number => {
  const value = cell === '' ? Number.NaN : Number(cell)
  if (cell === '' || Number.isFinite(value)) return value
  throw new CodedError('FIELD_INVALID', `${path}, line ${line}: "${cell.slice(0, 40)}" is no number.`)
}

const labelOf = (cell: string, line: number, path: string): number => {
  if (cell === 'Yes' || cell === 'No') return cell === 'Yes' ? 1 : 0
  throw new CodedError('FIELD_INVALID', `${path}, line ${line}: "${cell.slice(0, 40)}" is neither Yes nor No.`)
}

/** `Churn` by everything but the customer's name. An empty cell is missing; nothing is filled in. */
const readTelco = async (folder: string, seed: number): Promise<ClassifyDataSet> => {
  const path = fileIn(join(folder, 'telco-churn'), 'telco_churn.csv')
  const names = [...telcoNumbers, ...telcoCategories]
  const rows = await readColumns(path, [...names, 'Churn'], () => true)
  const columns = names.map((name, at): Column => {
    if (at < telcoNumbers.length) return { kind: 'NUMBER', name }
    const levels = new Set(rows.map(({ cells }) => cells[at]).filter((cell) => cell !== ''))
    return { kind: 'CATEGORY', name, levels: [...levels].sort() }
  })
  const values = new Float32Array(rows.length * columns.length)
  columns.forEach((column, at) => {
    const codes = new Map(column.kind === 'CATEGORY' ? column.levels.map((level, code) => [level, code]) : [])
    rows.forEach(({ line, cells }, row) => {
      const cell = cells[at]
      const value = column.kind === 'NUMBER' ? numberOf(cell, line, path) : (codes.get(cell) ?? Number.NaN)
      values[at * rows.length + row] = value
    })
  })
  const labels = Uint8Array.from(rows, ({ line, cells }) => labelOf(cells[names.length], line, path))
  const blank = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
  return {
    name: 'telco-churn',
    protocol: `${folds} folds, stratified: each row is judged by what the other folds taught`,
    label: 'Churn',
    data: { table: { rows: rows.length, columns, values }, labels },
    sequences: null,
    missing: `${blank} blank cells (TotalCharges of who has just come) are missing to every family, which deals with them in its own way; no row is dropped`,
    foldOf: stratifiedFolds(labels, folds, seed),
    published: [{ name: 'logistic regression', auc: 0.8455, brier: 0.1353, source: 'scikit-learn on these rows' }],
  }
}

/** Who of the customers as of 2011-09-09 buys again in 13 weeks. */
const readShop = async (folder: string): Promise<ClassifyDataSet> => {
  const { data, sequences, foldOf, learned } = await readOnlineRetail(folder)
  const source = 'on these customers, nothing learned from others'
  return {
    name: 'online-retail',
    protocol: `learned from ${learned} rows of ten weekly cuts, the last a horizon of 13 weeks before; judged as of 2011-09-09`,
    label: 'a purchase within 13 weeks',
    data,
    sequences,
    missing:
      'What cannot be known of somebody (a gap between orders of who bought once) is missing to every family, which deals with it in its own way',
    foldOf,
    published: [
      { name: 'BG/NBD', auc: 0.729, brier: null, source },
      { name: 'frequency', auc: 0.723, brier: null, source },
      { name: 'recency', auc: 0.683, brier: null, source },
    ],
  }
}

const readers: Readonly<Record<ClassifyName, (folder: string, seed: number) => Promise<ClassifyDataSet>>> = {
  'telco-churn': readTelco,
  'online-retail': readShop,
}

/** @throws CodedError as `readColumns`, and FIELD_INVALID with the line */
export const readClassifyDataSet = (folder: string, name: ClassifyName, seed: number): Promise<ClassifyDataSet> =>
  readers[name](folder, seed)
