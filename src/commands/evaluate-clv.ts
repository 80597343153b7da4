import { Argument, type Command, InvalidArgumentError, Option } from 'commander'

import { CodedError } from '../errors.ts'
import { type ClvEvaluation, evaluateClv } from '../models/evaluate-clv.ts'
import type { PurchaseModelName } from '../models/purchase-model.ts'
import { type ClvDataSet, type ClvName, clvNames, readClvDataSet } from './clv-data-sets.ts'
import { dayOf, readTransactions } from './read-transactions.ts'
import { runPlain } from './run.ts'
import { table } from './table.ts'

const examples = `
Examples:
  npm run clientele -- evaluate clv --transactions orders.csv --customer customer_id --date ordered_at --value total \\
    --calibration-end 2025-06-30 --holdout-end 2025-12-31
  npm run clientele -- evaluate clv --transactions CDNOW_sample.txt --customer 2 --date 3 --value 5 \\
    --calibration-end 19970930 --holdout-end 19980630 --json
  npm run clientele -- evaluate clv cdnow --data ../shared/data
  npm run clientele -- evaluate clv --model list

Data sets with the periods that others judge them by: ${clvNames.join(', ')}; each is a folder of that name below --data. Else the file is CSV or the like, plain or .gz; its delimiter (comma, tab, semicolon, bar, blanks) is found out. A column is named as in
the header, or by its place from 1. Purchases of one day are one. Rows without a customer and returns (a value below 0) are left out.
Parameters are in weeks, as in the papers, with standard errors below them. Both models are measured: by their expectation (mean), which is what a lifetime value is
made from, and by their median, the forecast of least absolute error, which is far too low in total. The model that the last third of the calibration
period speaks for is marked, as a recompute would choose.`

const models = [
  { name: 'bgnbd', description: 'BG/NBD for when they buy, Gamma-Gamma for how much' },
  { name: 'paretonbd', description: 'Pareto/NBD for when they buy, Gamma-Gamma for how much' },
] as const

interface ClvOptions {
  readonly transactions?: string
  readonly customer?: string
  readonly date?: string
  readonly value?: string
  readonly calibrationEnd?: number
  readonly holdoutEnd?: number
  readonly model: string
  readonly data: string
  readonly json?: boolean
}

const dayOption = (text: string): number => {
  const day = dayOf(text)
  if (Number.isNaN(day)) throw new InvalidArgumentError('It must be a date such as 1997-09-30 or 19970930.')
  return day
}

const modelOption = (text: string): string => {
  const known = ['list', 'auto', ...models.map(({ name }) => name)]
  if (known.includes(text)) return text
  throw new InvalidArgumentError(`It must be one of ${known.join(', ')}.`)
}

const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** Not `requiredOption`: `--model list` needs none of them. */
const requireAll = (options: ClvOptions) => {
  const { transactions, customer, date, calibrationEnd, holdoutEnd } = options
  const needed = { transactions, customer, date, 'calibration-end': calibrationEnd, 'holdout-end': holdoutEnd }
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [`--${name}`] : []))
  if (missing.length > 0) throw new CodedError('INVALID_ARGUMENT', `Give ${missing.join(', ')} as well.`)
  if ((holdoutEnd as number) <= (calibrationEnd as number)) {
    throw new CodedError('INVALID_ARGUMENT', 'The --holdout-end must be after the --calibration-end.')
  }
  return options as Required<Omit<ClvOptions, 'value'>> & Pick<ClvOptions, 'value'>
}

const listModels = (json: boolean): void => {
  const lines = models.map(({ name, description }) => `${name}  ${description}\n`)
  process.stdout.write(json ? `${JSON.stringify({ models })}\n` : lines.join(''))
}

const line = (name: string, values: Readonly<Record<string, number | null>>): string => {
  const shown = Object.entries(values).map(
    ([key, value]) => `${key} ${value === null ? '-' : Number(value.toPrecision(6))}`,
  )
  return `${name.padEnd(12)} ${shown.join('  ')}\n`
}

const titles: Readonly<Record<PurchaseModelName, string>> = { 'bg-nbd': 'BG/NBD', 'pareto-nbd': 'Pareto/NBD' }

type Evaluated = ClvEvaluation['models'][number]

const modelLines = ({ name, parameters, standardErrors, logLikelihood, fallback }: Evaluated): string => {
  const found = line(titles[name], { ...parameters, logLikelihood })
  if (fallback !== null) return `${found}             (no maximum likelihood: ${fallback})\n`
  return standardErrors === null ? found : `${found}${line('  std. errors', standardErrors)}`
}

const headers = ['', 'forecast', 'expected', 'came', 'mean error', 'RMSE', 'AUC', 'log score', 'spend error', 'in 80 %']

const measuredRows = (models: readonly Evaluated[], actual: number): readonly (readonly string[])[] =>
  models.flatMap(({ name, mean, median, auc, logScore, spend }) => {
    const errorsOf = ({ expected, mae, rmse }: typeof mean) => [
      expected.toFixed(0),
      String(actual),
      mae.toFixed(4),
      rmse.toFixed(4),
    ]
    const ofSpend = spend === null ? ['', ''] : [spend.mae.toFixed(2), spend.coverage.toFixed(3)]
    return [
      [titles[name], 'mean', ...errorsOf(mean), auc === null ? '' : auc.toFixed(4), logScore.toFixed(4), ...ofSpend],
      [titles[name], 'median', ...errorsOf(median), '', '', '', ''],
    ]
  })

const choiceLine = ({ choice }: ClvEvaluation): string => {
  if (choice === null) return 'choice       none: too little before the last third of the calibration period\n'
  const { name, difference, standardError, horizon } = choice
  const score = `log score of Pareto/NBD over ${horizon.toFixed(1)} weeks ${difference > 0 ? '+' : ''}${difference.toFixed(5)}`
  return `choice       ${titles[name]} (${score}, standard error ${standardError.toFixed(5)})\n`
}

const text = (evaluation: ClvEvaluation, published: readonly string[]): string => {
  const { customers, models, gammaGamma, holdout, spend } = evaluation
  return [
    line('customers', { calibration: customers }),
    ...models.map(modelLines),
    gammaGamma === null
      ? 'Gamma-Gamma  not fitted: no values, or too few repeat purchases have one\n'
      : line('Gamma-Gamma', { ...gammaGamma }),
    line('repeats', holdout),
    spend === null ? '' : line('spend', spend),
    choiceLine(evaluation),
    '\n',
    table(headers, measuredRows(models, holdout.actual)),
    published.length === 0 ? '' : `\npublished:\n${published.map((own) => `  ${own}\n`).join('')}`,
  ].join('')
}

const warnOfShortData = (lastDay: number, holdoutEnd: number): void => {
  if (lastDay >= holdoutEnd) return
  process.stderr.write(
    `The last transaction is of ${dateOf(lastDay)}, before the holdout ends: it may look emptier than it was.\n`,
  )
}

const readAsked = async (name: ClvName | undefined, options: ClvOptions): Promise<ClvDataSet> => {
  if (name !== undefined) return readClvDataSet(options.data, name)
  const { transactions: path, customer, date, value, calibrationEnd, holdoutEnd } = requireAll(options)
  return { ...(await readTransactions(path, { customer, date, value })), calibrationEnd, holdoutEnd, published: [] }
}

const evaluate = async (name: ClvName | undefined, options: ClvOptions): Promise<void> => {
  if (options.model === 'list') return listModels(options.json === true)
  const dataSet = await readAsked(name, options)
  const { transactions, leftOut, lastDay, calibrationEnd, holdoutEnd, published } = dataSet
  warnOfShortData(lastDay, holdoutEnd)
  const started = performance.now()
  let fittedAt = started
  const fit = evaluateClv(transactions, { calibrationEnd, holdoutEnd }, () => {
    fittedAt = performance.now()
  })
  const seconds = { fit: (fittedAt - started) / 1000, score: (performance.now() - fittedAt) / 1000 }
  if (fit.kind === 'insufficient') {
    throw new CodedError(
      'INSUFFICIENT_DATA',
      `It takes ${fit.need} ${fit.what} up to the calibration's end; there are ${fit.have}.`,
    )
  }
  const params = { unit: 'week', calibrationEnd: dateOf(calibrationEnd), holdoutEnd: dateOf(holdoutEnd) }
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024
  const counts = { transactions: transactions.day.length, leftOut }
  const chosen = fit.model.choice?.name === 'pareto-nbd' ? 'paretonbd' : 'bgnbd'
  const result = { model: chosen, params, seconds, peakMemoryBytes, ...counts, ...fit.model }
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : text(fit.model, published))
}

export const addEvaluateClvCommand = (evaluation: Command): void => {
  evaluation
    .command('clv')
    .description('fit BG/NBD, Pareto/NBD and Gamma-Gamma to transactions and compare with what came after')
    .addArgument(new Argument('[data set]', 'a public one instead of --transactions').choices(clvNames))
    .option('--transactions <file>', 'a row per purchase')
    .option('--customer <column>', 'who bought')
    .option('--date <column>', 'when: ISO 8601 or yyyymmdd')
    .option('--value <column>', 'for how much')
    .option('--calibration-end <date>', 'the last day to fit on', dayOption)
    .option('--holdout-end <date>', 'the last day to compare with', dayOption)
    .option('--model <name>', 'auto, a name, or list', modelOption, 'auto')
    .addOption(
      new Option('--data <folder>', 'where the data sets lie').env('CLIENTELE_DATASETS').default('../shared/data'),
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples)
    .action((name: ClvName | undefined, options: ClvOptions) => runPlain(() => evaluate(name, options)))
}
