import { availableParallelism } from 'node:os'
import { Argument, type Command, Option } from 'commander'

import { openCompute } from '../compute/open.ts'
import { CodedError } from '../errors.ts'
import { families } from '../models/classifiers/families.ts'
import { type PairedDifference, pairedBootstrap } from '../models/evaluation/paired-bootstrap.ts'
import type { ReliabilityBin } from '../models/evaluation/reliability-table.ts'
import { families as sequenceFamilies } from '../models/sequences/families.ts'
import { listOf, wholeNumber } from './arguments.ts'
import { type ClassifyDataSet, type ClassifyName, classifyNames, readClassifyDataSet } from './classify-data-sets.ts'
import { evaluateClassifyDemo } from './evaluate-classify-demo.ts'
import { evaluateClassifyFile } from './evaluate-classify-file.ts'
import {
  type Judged,
  judgedLabels,
  type MeasuredClassifier,
  measureClassifier,
  measureSequenceClassifier,
} from './measure-classifier.ts'
import { runPlain } from './run.ts'
import { table } from './table.ts'

const names = [...families, ...sequenceFamilies].map(({ name }) => name)

const examples = `
Examples:
  npm run clientele -- evaluate classify --data customers.csv --label churned --ignore customer_id
  npm run clientele -- evaluate classify --data customers.csv --label churned --model gradient-boosted-trees --folds 10 --json
  npm run clientele -- evaluate classify --model list
  npm run clientele -- evaluate classify telco-churn --data ../shared/data
  npm run clientele -- evaluate classify telco-churn --family base-rate,logistic-regression --json
  npm run clientele -- evaluate classify demo --family base-rate,gradient-boosted-trees

Data sets: ${classifyNames.join(', ')}; each is a folder of that name below --data. And demo: the customers of the generated shop, of whom it is known
why they left.
Families: ${names.join(', ')}; each with its own defaults.
${sequenceFamilies.map(({ name }) => name).join(' and ')} read what people did last, event by event, and are left out where a data set does not tell it.
A file of your own (--data with --label) is CSV or the like with a header, plain or .gz: columns of numbers are numbers, others are categories, empty cells are missing, and
columns that name the row are left out. --model auto chooses a family in each fold by a fifth of what it may learn from.
Every row is judged by a model that did not see it. Differences are taken from the family with the highest AUC, on the same rows drawn again
and again (paired bootstrap).`

interface ClassifyOptions {
  readonly family?: readonly string[]
  readonly data: string
  readonly label?: string
  readonly ignore?: readonly string[]
  readonly model: string
  readonly folds: number
  readonly users: number
  readonly seed: number
  readonly threads: number
  readonly json?: boolean
}

/** A family's AUC less the best one's. */
interface Behind {
  readonly family: string
  readonly behind: PairedDifference
}

const measureAll = async (dataSet: ClassifyDataSet, { family, threads, seed }: ClassifyOptions) => {
  const compute = openCompute({ threads })
  try {
    const isAsked = ({ name }: { readonly name: string }): boolean => family === undefined || family.includes(name)
    const told = <Family extends { readonly name: string }>(own: Family): Family => {
      process.stderr.write(`${own.name} ...\n`)
      return own
    }
    const tools = { compute, seed }
    const canTell = dataSet.sequences !== null || family !== undefined
    const ofSequences = canTell ? sequenceFamilies.filter(isAsked) : []
    return [
      ...families.filter(isAsked).map((own) => measureClassifier(told(own), dataSet, tools)),
      ...ofSequences.map((own) => measureSequenceClassifier(told(own), dataSet, tools)),
    ]
  } finally {
    await compute.close()
  }
}

const aucOf = ({ metrics }: MeasuredClassifier): number => metrics?.auc ?? 0

const bestOf = (judged: readonly Judged[]): Judged =>
  judged.reduce((best, next) => (aucOf(next) > aucOf(best) ? next : best))

const behindBest = (judged: readonly Judged[], labels: Uint8Array, seed: number): readonly Behind[] => {
  const best = bestOf(judged)
  return judged
    .filter((own) => own !== best && own.metrics !== null)
    .map(({ family, probabilities }) => ({
      family,
      behind: pairedBootstrap(probabilities, best.probabilities, labels, { measure: 'auc', seed }),
    }))
}

const digits = (value: number | null, places: number): string => (value === null ? '' : value.toFixed(places))

const rowsOf = (judged: readonly Judged[], { published }: ClassifyDataSet): readonly (readonly string[])[] => {
  const ours = judged.flatMap(({ family, metrics, seconds, peakMemoryBytes }) =>
    metrics === null
      ? []
      : [
          [
            family,
            digits(metrics.auc, 4),
            digits(metrics.brier, 4),
            digits(metrics.logLoss, 4),
            digits(metrics.calibrationError, 4),
            digits(metrics.accuracy, 3),
            digits(metrics.precision, 3),
            digits(metrics.recall, 3),
            digits(metrics.f1, 3),
            digits(seconds.fit, 2),
            digits(seconds.score, 3),
            String(Math.round(peakMemoryBytes / 2 ** 20)),
          ],
        ],
  )
  const theirs = published.map(({ name, auc, brier, source }) => [
    `${name} (${source})`,
    digits(auc, 4),
    digits(brier, 4),
    ...Array.from({ length: 9 }, () => ''),
  ])
  return [...ours, ...theirs].sort((a, b) => Number(b[1]) - Number(a[1]))
}

const reliabilityRows = (bins: readonly ReliabilityBin[]): readonly (readonly string[])[] =>
  bins.map(({ from, to, rows, expected, actual }) => [
    `${from.toFixed(1)} to ${to.toFixed(1)}`,
    String(rows),
    digits(expected, 3),
    digits(actual.value, 3),
    `${digits(actual.low, 3)} to ${digits(actual.high, 3)}`,
  ])

const headers = [
  '',
  'AUC',
  'Brier',
  'log loss',
  'ECE',
  'accuracy',
  'precision',
  'recall',
  'F1',
  'fit s',
  'score s',
  'peak MB',
]

const text = (judged: readonly Judged[], behind: readonly Behind[], dataSet: ClassifyDataSet): string => {
  const { name, protocol, label, missing } = dataSet
  const labels = judgedLabels(dataSet)
  const positives = labels.reduce((sum, own) => sum + own, 0)
  const best = bestOf(judged)
  const without = judged.flatMap(({ family, leftOut }) => (leftOut === null ? [] : [`  ${family}: ${leftOut}\n`]))
  const less = behind.map(({ family, behind: { difference, low, high } }) => [
    family,
    digits(difference, 4),
    `${digits(low, 4)} to ${digits(high, 4)}`,
  ])
  return [
    `${name}: ${labels.length} rows, ${positives} with ${label}; ${protocol}.\n${missing}.\n\n`,
    table(headers, rowsOf(judged, dataSet)),
    less.length === 0 ? '' : `\nAUC beside ${best.family}:\n${table(['', 'difference', '95 %'], less)}`,
    `\nOf whom ${best.family} says so much, so many did:\n`,
    table(['probability', 'rows', 'said', 'did', '95 %'], reliabilityRows(best.reliability)),
    without.length === 0 ? '' : `\nLeft out:\n${without.join('')}`,
  ].join('')
}

const evaluate = async (name: ClassifyName, options: ClassifyOptions): Promise<void> => {
  const dataSet = await readClassifyDataSet(options.data, name, options.seed)
  const judged = await measureAll(dataSet, options)
  const behind = behindBest(judged, judgedLabels(dataSet), options.seed)
  if (!options.json) {
    process.stdout.write(text(judged, behind, dataSet))
    return
  }
  const { protocol, missing, published } = dataSet
  const results = judged.map(({ probabilities: _, ...measured }) => measured)
  const { seed, threads } = options
  const result = {
    dataSet: name,
    rows: judgedLabels(dataSet).length,
    protocol,
    missing,
    seed,
    threads,
    results,
    behind,
    published,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

const evaluateFile = ({ label, ...options }: ClassifyOptions): Promise<void> => {
  if (label === undefined && options.model !== 'list')
    throw new CodedError(
      'INVALID_ARGUMENT',
      'Give a data set, or --data with a file of your own and --label with its column.',
    )
  return evaluateClassifyFile({ ...options, label: label ?? '' })
}

export const addEvaluateClassifyCommand = (evaluation: Command): void => {
  evaluation
    .command('classify')
    .description(
      'run every family of classifiers on a public data set, or on the generated shop, beside what others reach',
    )
    .addArgument(
      new Argument('[data set]', 'a public one, or the generated shop, instead of a file').choices([
        ...classifyNames,
        'demo',
      ]),
    )
    .option('--family <names>', 'only these, by commas', listOf(names))
    .addOption(
      new Option('--data <path>', 'a file of your own; or the folder where the data sets lie')
        .env('CLIENTELE_DATASETS')
        .default('../shared/data'),
    )
    .option('--label <column>', 'of the file: what is to be foretold, of two values')
    .option('--ignore <columns>', 'of the file: not to learn from, by commas', (text: string) =>
      text.split(',').map((name) => name.trim()),
    )
    .option('--model <name>', 'for the file: auto, list, or one of the families', 'auto')
    .option('--folds <n>', 'of the file', wholeNumber(2, 100), 5)
    .option('--users <n>', 'of the generated shop', wholeNumber(500, 100_000), 8000)
    .option('--seed <n>', 'of folds and all other draws', wholeNumber(0), 1)
    .option('--threads <n>', 'to compute on', wholeNumber(1, 256), availableParallelism())
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples)
    .action((name: ClassifyName | 'demo' | undefined, options: ClassifyOptions) =>
      runPlain(() => {
        if (name === undefined) return evaluateFile(options)
        return name === 'demo' ? evaluateClassifyDemo(options) : evaluate(name, options)
      }),
    )
}
