import type { Compute } from '../compute/compute.ts'
import type { ClassifierFamily } from '../models/classifiers/family.ts'
import { takeLabelled } from '../models/classifiers/take-rows.ts'
import { type ClassificationMetrics, classificationMetrics } from '../models/evaluation/classification-metrics.ts'
import { type ReliabilityBin, reliabilityTable } from '../models/evaluation/reliability-table.ts'
import { takePeople } from '../models/sequences/event-sequences.ts'
import type { SequenceFamily } from '../models/sequences/family.ts'
import type { ClassifyDataSet } from './classify-data-sets.ts'

/** What one family came to on one data set. */
export interface MeasuredClassifier {
  readonly family: string
  /** Why there are no numbers. */
  readonly leftOut: string | null
  /** Over all rows that are judged, each by a model that did not see it. */
  readonly metrics: ClassificationMetrics | null
  readonly reliability: readonly ReliabilityBin[]
  /** Of all folds together. */
  readonly seconds: { readonly fit: number; readonly score: number }
  /** Of the process, up to now. */
  readonly peakMemoryBytes: number
}

export interface Judged extends MeasuredClassifier {
  readonly probabilities: Float64Array
}

interface Tools {
  readonly compute: Compute
  readonly seed: number
}

const peakMemory = (): number => process.resourceUsage().maxRSS * 1024

const timed = <Result>(work: () => Result): readonly [Result, number] => {
  const started = performance.now()
  const result = work()
  return [result, (performance.now() - started) / 1000]
}

/** The rows that are judged, in their order. */
export const judgedRows = ({ foldOf }: ClassifyDataSet): readonly number[] =>
  Array.from(foldOf.keys()).filter((row) => foldOf[row] >= 0)

/** Their labels. */
export const judgedLabels = (dataSet: ClassifyDataSet): Uint8Array =>
  Uint8Array.from(judgedRows(dataSet), (row) => dataSet.data.labels[row])

/** Learns from some rows and scores others. */
type FitAndScore = (learned: readonly number[], judged: readonly number[]) => Fold

interface Fold {
  readonly probabilities: Float64Array
  readonly fit: number
  readonly score: number
}

const onTable =
  (family: ClassifierFamily, { data }: ClassifyDataSet, tools: Tools): FitAndScore =>
  (learned, judged) => {
    const [train, { table }] = [takeLabelled(data, learned), takeLabelled(data, judged)]
    const [model, fit] = timed(() => family.fit(train, family.defaults, tools))
    const [probabilities, score] = timed(() => family.predict(model, table, tools.compute))
    return { probabilities, fit, score }
  }

const onSequences =
  (family: SequenceFamily, { data, sequences }: ClassifyDataSet, tools: Tools): FitAndScore =>
  (learned, judged) => {
    if (sequences === null) throw new Error('The data set tells no sequences of events.')
    const { labels, people } = takeLabelled(data, learned)
    const train = { sequences: takePeople(sequences, learned), labels, people }
    const [model, fit] = timed(() => family.fit(train, family.defaults, tools))
    const fresh = takePeople(sequences, judged)
    const [probabilities, score] = timed(() => family.predict(model, fresh, tools.compute))
    return { probabilities, fit, score }
  }

/** Fits on the other folds and scores, fold by fold: one probability a row, of which those that only teach stay 0. */
const predictRows = (fitAndScore: FitAndScore, { foldOf }: ClassifyDataSet) => {
  const probabilities = new Float64Array(foldOf.length)
  const seconds = { fit: 0, score: 0 }
  const rows = Array.from(foldOf.keys())
  for (const fold of [...new Set(foldOf)].filter((fold) => fold >= 0).sort((a, b) => a - b)) {
    const judged = rows.filter((row) => foldOf[row] === fold)
    const found = fitAndScore(
      rows.filter((row) => foldOf[row] !== fold),
      judged,
    )
    judged.forEach((row, at) => {
      probabilities[row] = found.probabilities[at]
    })
    seconds.fit += found.fit
    seconds.score += found.score
  }
  return { probabilities, seconds }
}

/** The same of the rows that are judged alone. */
const crossPredict = (fitAndScore: FitAndScore, dataSet: ClassifyDataSet) => {
  const { probabilities, seconds } = predictRows(fitAndScore, dataSet)
  return { probabilities: Float64Array.from(judgedRows(dataSet), (row) => probabilities[row]), seconds }
}

const measure = (name: string, fitAndScore: FitAndScore, dataSet: ClassifyDataSet): Judged => {
  const labels = judgedLabels(dataSet)
  try {
    const { probabilities, seconds } = crossPredict(fitAndScore, dataSet)
    return {
      family: name,
      leftOut: null,
      metrics: classificationMetrics(probabilities, labels),
      reliability: reliabilityTable(probabilities, labels),
      seconds,
      peakMemoryBytes: peakMemory(),
      probabilities,
    }
  } catch (error) {
    return {
      family: name,
      leftOut: error instanceof Error ? error.message : String(error),
      metrics: null,
      reliability: [],
      seconds: { fit: 0, score: 0 },
      peakMemoryBytes: peakMemory(),
      probabilities: new Float64Array(0),
    }
  }
}

/** Measures a family with its own defaults; left out, with the reason, where it cannot learn from these rows. */
export const measureClassifier = (family: ClassifierFamily, dataSet: ClassifyDataSet, tools: Tools): Judged =>
  measure(family.name, onTable(family, dataSet, tools), dataSet)

/** The same of a family that reads what the people of the rows did, event by event. */
export const measureSequenceClassifier = (family: SequenceFamily, dataSet: ClassifyDataSet, tools: Tools): Judged =>
  measure(family.name, onSequences(family, dataSet, tools), dataSet)
