import { openCompute } from '../compute/open.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { families, familyNamed } from '../models/classifiers/families.ts'
import type { ClassifierFamily, FitTools, LabelledTable } from '../models/classifiers/family.ts'
import { takeLabelled } from '../models/classifiers/take-rows.ts'
import { type ClassificationMetrics, classificationMetrics } from '../models/evaluation/classification-metrics.ts'
import { logLoss } from '../models/evaluation/log-loss.ts'
import { stratifiedFolds } from '../models/evaluation/stratified-folds.ts'
import { readClassifyFile } from './classify-file.ts'

export interface ClassifyFileOptions {
  readonly data: string
  readonly label: string
  readonly ignore?: readonly string[]
  /** `auto`, `list`, or a family. */
  readonly model: string
  readonly folds: number
  readonly seed: number
  readonly threads: number
  readonly json?: boolean
}

const timed = <Result>(work: () => Result): readonly [Result, number] => {
  const started = performance.now()
  const result = work()
  return [result, (performance.now() - started) / 1000]
}

/** @throws CodedError INVALID_ARGUMENT with the nearest known name */
const requireModel = (name: string): void => {
  const known = ['auto', 'list', ...families.map((family) => family.name)]
  if (known.includes(name)) return
  throw new CodedError(
    'INVALID_ARGUMENT',
    `There is no model "${name}".${suggestion(name, known)} Known: ${known.join(', ')}.`,
  )
}

/** A fifth of what may be learned from, held back: the family that says best what happened there, by log loss; those that cannot learn from it are passed over. */
const chooseFamily = (learned: LabelledTable, tools: FitTools): ClassifierFamily => {
  const foldOf = stratifiedFolds(learned.labels, 5, tools.seed)
  const rows = Array.from(foldOf.keys())
  const [train, held] = [rows.filter((row) => foldOf[row] > 0), rows.filter((row) => foldOf[row] === 0)].map((own) =>
    takeLabelled(learned, own),
  )
  const tried = families.flatMap((family) => {
    try {
      const model = family.fit(train, family.defaults, tools)
      return [{ family, loss: logLoss(family.predict(model, held.table, tools.compute), held.labels) }]
    } catch {
      return []
    }
  })
  if (tried.length === 0) throw new CodedError('INVALID_ARGUMENT', 'No model could be fitted to these rows.')
  return tried.reduce((best, next) => (next.loss < best.loss ? next : best)).family
}

interface Fold {
  readonly model: string
  readonly metrics: ClassificationMetrics
  readonly seconds: { readonly fit: number; readonly score: number }
}

const judgeFold = (data: LabelledTable, foldOf: Int32Array, fold: number, model: string, tools: FitTools): Fold => {
  const rows = Array.from(foldOf.keys())
  const [learned, judged] = [
    rows.filter((row) => foldOf[row] !== fold),
    rows.filter((row) => foldOf[row] === fold),
  ].map((own) => takeLabelled(data, own))
  const family = model === 'auto' ? chooseFamily(learned, tools) : familyNamed(model)
  const [fitted, fit] = timed(() => family.fit(learned, family.defaults, tools))
  const [probabilities, score] = timed(() => family.predict(fitted, judged.table, tools.compute))
  return { model: family.name, metrics: classificationMetrics(probabilities, judged.labels), seconds: { fit, score } }
}

const shown = ['auc', 'logLoss', 'brier', 'f1', 'accuracy', 'precision', 'recall', 'calibrationError'] as const

type Shown = (typeof shown)[number]

/** A measure in each fold, and its mean over those that have it. */
interface OverFolds {
  readonly mean: number | null
  readonly perFold: readonly (number | null)[]
}

const overFolds = (folds: readonly Fold[], name: Shown): OverFolds => {
  const perFold = folds.map(({ metrics }) => metrics[name])
  const known = perFold.filter((value) => value !== null)
  return { mean: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length, perFold }
}

const summaryOf = (folds: readonly Fold[]): Readonly<Record<Shown, OverFolds>> => ({
  auc: overFolds(folds, 'auc'),
  logLoss: overFolds(folds, 'logLoss'),
  brier: overFolds(folds, 'brier'),
  f1: overFolds(folds, 'f1'),
  accuracy: overFolds(folds, 'accuracy'),
  precision: overFolds(folds, 'precision'),
  recall: overFolds(folds, 'recall'),
  calibrationError: overFolds(folds, 'calibrationError'),
})

/** How often each was chosen, the most often first. */
const countModels = (folds: readonly Fold[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>()
  for (const { model } of folds) counts.set(model, (counts.get(model) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

const listModels = (json: boolean): void => {
  const models = families.map(({ name, defaults }) => ({ name, defaults }))
  const lines = models.map(({ name, defaults }) => `${name.padEnd(30)} ${JSON.stringify(defaults)}\n`)
  process.stdout.write(json ? `${JSON.stringify({ models })}\n` : lines.join(''))
}

const measure = async (options: ClassifyFileOptions) => {
  const { data, positive, leftOut, warnings } = await readClassifyFile(
    options.data,
    options.label,
    options.ignore ?? [],
  )
  const positives = data.labels.reduce((sum, label) => sum + label, 0)
  if (Math.min(positives, data.labels.length - positives) < options.folds)
    throw new CodedError(
      'INVALID_ARGUMENT',
      `Each of ${options.folds} folds needs rows of both values of "${options.label}"; there are ${positives} and ${data.labels.length - positives}.`,
    )
  const compute = openCompute({ threads: options.threads })
  try {
    const foldOf = stratifiedFolds(data.labels, options.folds, options.seed)
    const folds = Array.from({ length: options.folds }, (_, fold) =>
      judgeFold(data, foldOf, fold, options.model, { compute, seed: options.seed }),
    )
    const [[model]] = countModels(folds)
    const sum = (part: 'fit' | 'score') => folds.reduce((all, { seconds }) => all + seconds[part], 0)
    return {
      model,
      params: familyNamed(model).defaults,
      ...(options.model === 'auto' && { chosen: folds.map((fold) => fold.model) }),
      rows: data.table.rows,
      columns: data.table.columns.length,
      positive,
      positives,
      folds: options.folds,
      leftOut,
      warnings,
      ...summaryOf(folds),
      seconds: { fit: sum('fit'), score: sum('score') },
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new CodedError(
      'COMPUTE_FAILED',
      `${options.model} cannot be fitted to these rows: ${(error as Error).message}`,
    )
  } finally {
    await compute.close()
  }
}

type Result = Awaited<ReturnType<typeof measure>>

const text = (result: Result, { label }: ClassifyFileOptions): string => {
  const { model, params, chosen, rows, columns, positive, positives, folds, leftOut, warnings, seconds } = result
  return [
    `${rows} rows x ${columns} columns, ${positives} with ${label} = ${positive}; ${folds} folds, stratified: each row is judged by what the others taught.\n`,
    `model       ${chosen ? `chosen in each fold: ${chosen.join(', ')}` : `${model} ${JSON.stringify(params)}`}\n`,
    ...shown.map((name) => {
      const { mean, perFold } = result[name]
      const each = perFold.map((value) => (value === null ? '-' : value.toFixed(4))).join(' ')
      return `${name.padEnd(17)} ${mean === null ? '-' : mean.toFixed(4)}  (${each})\n`
    }),
    `seconds     fit ${seconds.fit.toFixed(2)}  score ${seconds.score.toFixed(3)}\n`,
    ...leftOut.map(({ name, why }) => `left out    ${name}: ${why}\n`),
    ...warnings.map((warning) => `warning     ${warning}\n`),
  ].join('')
}

/** @throws CodedError INVALID_ARGUMENT, COMPUTE_FAILED, and as `readClassifyFile` */
export const evaluateClassifyFile = async (options: ClassifyFileOptions): Promise<void> => {
  requireModel(options.model)
  if (options.model === 'list') {
    listModels(options.json ?? false)
    return
  }
  const result = await measure(options)
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : text(result, options))
}
