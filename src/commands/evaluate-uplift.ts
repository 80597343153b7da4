import { availableParallelism } from 'node:os'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'

import { openCompute } from '../compute/open.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { classifierNames } from '../models/uplift/base-classifier.ts'
import type { UpliftRecipe } from '../models/uplift/choose-uplift.ts'
import { upliftFamilies, upliftFamilyNamed } from '../models/uplift/families.ts'
import type { Estimate } from '../models/uplift/uplift-metrics.ts'
import { wholeNumber } from './arguments.ts'
import { evaluateUpliftDemo } from './evaluate-uplift-demo.ts'
import { type MeasuredUplift, measureUplift } from './measure-uplift.ts'
import { runPlain } from './run.ts'
import { table } from './table.ts'
import { readUpliftFile, readUpliftTestFile } from './uplift-file.ts'

const names = upliftFamilies.map(({ name }) => name)

const examples = `
Examples:
  npm run clientele -- evaluate uplift --data experiment.csv --treatment mailed --outcome bought
  npm run clientele -- evaluate uplift --data ../shared/data/hillstrom/hillstrom.csv.gz --treatment segment --treated "Womens E-Mail" --outcome visit --json
  npm run clientele -- evaluate uplift --data train.csv --test later.csv --treatment mailed --outcome bought --cost 0.8 --value 12
  npm run clientele -- evaluate uplift --data experiment.csv --treatment mailed --outcome bought --model t-learner:logistic-regression
  npm run clientele -- evaluate uplift --model list
  npm run clientele -- evaluate uplift demo

Learners: ${names.join(', ')}; each on a classifier of its own, or on the one named after a colon: ${classifierNames.join(', ')}.
The file is CSV or the like with a header, plain or .gz. The arms are told from the treatment's values where there are two; of several, --treated and --control name those
compared, and other rows are left out. Every row is judged by a model that did not see it; columns that were written after the treatment are found and left out.
demo: who is sent a coupon on the generated shop, of which it is known what a coupon does to each.`

export interface UpliftCommandOptions {
  readonly data?: string
  readonly test?: string
  readonly treatment?: string
  readonly outcome?: string
  readonly treated?: string
  readonly control?: string
  readonly ignore?: readonly string[]
  readonly cost?: number
  readonly value?: number
  readonly model: string
  readonly folds: number
  readonly users: number
  readonly seed: number
  readonly threads: number
  readonly json?: boolean
}

const amount = (text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new InvalidArgumentError('It must be an amount from 0.')
}

/** null: auto. @throws CodedError INVALID_ARGUMENT with the nearest known name */
const recipeNamed = (model: string): UpliftRecipe | null => {
  if (model === 'auto') return null
  const [learner, classifier, ...more] = model.split(':')
  const unknown = (name: string, known: readonly string[]) =>
    new CodedError(
      'INVALID_ARGUMENT',
      `There is no model "${name}".${suggestion(name, known)} Known: ${known.join(', ')}.`,
    )
  if (!names.includes(learner)) throw unknown(learner, ['auto', 'list', ...names])
  if (more.length > 0 || (classifier !== undefined && !classifierNames.includes(classifier)))
    throw unknown([classifier, ...more].join(':'), classifierNames)
  const { defaults } = upliftFamilyNamed(learner)
  return classifier === undefined ? { learner, ...defaults } : { learner, classifier, classifierOptions: {} }
}

const listModels = (json: boolean): void => {
  const models = upliftFamilies.map(({ name, defaults }) => ({ name, defaults }))
  const lines = models.map(({ name, defaults }) => `${name.padEnd(22)} ${JSON.stringify(defaults)}\n`)
  process.stdout.write(json ? `${JSON.stringify({ models })}\n` : lines.join(''))
}

const signed = (value: number, digits: number): string => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`
const withInterval = ({ value, low, high }: Estimate, digits: number): string =>
  `${signed(value, digits)}  (${signed(low, digits)} to ${signed(high, digits)})`

const text = (measured: MeasuredUplift): string => {
  const { model, params, chosen, rows, treated, ate, qini, qiniInterval, upliftAt, upliftAtInterval, netValue } =
    measured
  const { treatedValue, controlValue, outcome, positive, leftOut, otherRows, judgedBy, seconds } = measured
  return [
    `${rows} rows, ${treated} of them ${JSON.stringify(treatedValue)} and the others ${JSON.stringify(controlValue)}; ${outcome} = ${positive}; ${judgedBy}.\n`,
    `model       ${chosen === undefined ? '' : `chosen: ${chosen.join(', ')}; `}${model} ${JSON.stringify(params)}\n`,
    `ATE         ${withInterval(ate, 4)}\n`,
    `Qini        ${withInterval({ ...qiniInterval, value: qini }, 5)}  per treated person, over random\n`,
    table(
      ['best', 'uplift', '95 %'],
      Object.entries(upliftAt)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([share, value]) => {
          const { low, high } = upliftAtInterval[share]
          return [`${Math.round(100 * Number(share))} %`, signed(value, 4), `${signed(low, 4)} to ${signed(high, 4)}`]
        }),
    ),
    netValue === undefined
      ? ''
      : `net value   ${netValue.value.toFixed(2)} over ${netValue.chosen} rows that the model would treat, ${netValue.treated} of whom were\n`,
    `seconds     fit ${seconds.fit.toFixed(2)}  score ${seconds.score.toFixed(3)}\n`,
    otherRows === 0 ? '' : `left out    ${otherRows} rows of other arms\n`,
    ...leftOut.map(({ name, why }) => `left out    ${name}: ${why}\n`),
  ].join('')
}

const evaluateFile = async (options: UpliftCommandOptions): Promise<void> => {
  const recipe = recipeNamed(options.model === 'list' ? 'auto' : options.model)
  if (options.model === 'list') return listModels(options.json ?? false)
  const { data, test, treatment, outcome, cost, value, treated, control } = options
  if (data === undefined || treatment === undefined || outcome === undefined)
    throw new CodedError(
      'INVALID_ARGUMENT',
      'Give --data with a file, --treatment with the column that says who was treated, and --outcome with the one that says what came of it.',
    )
  if ((cost === undefined) !== (value === undefined))
    throw new CodedError('INVALID_ARGUMENT', 'A net value takes both --cost and --value.')
  const asked = { treatment, outcome, ignored: options.ignore ?? [], treated, control }
  const file = await readUpliftFile(data, asked)
  const later = test === undefined ? null : await readUpliftTestFile(test, asked, file.reading)
  const compute = openCompute({ threads: options.threads })
  try {
    const money = cost === undefined || value === undefined ? null : { cost, value }
    const measured = measureUplift(
      { file, later, outcome },
      { recipe, folds: options.folds, money },
      { compute, seed: options.seed },
    )
    process.stdout.write(options.json ? `${JSON.stringify(measured)}\n` : text(measured))
  } finally {
    await compute.close()
  }
}

export const addEvaluateUpliftCommand = (evaluation: Command): void => {
  evaluation
    .command('uplift')
    .description('learn from an experiment whom a treatment moves, and measure how well people are ranked by it')
    .addArgument(new Argument('[data set]', 'the generated shop, instead of a file').choices(['demo']))
    .option('--data <file>', 'the experiment: a row a person')
    .option('--treatment <column>', 'who was treated')
    .option('--outcome <column>', 'what came of it, of two values')
    .option('--treated <value>', 'of the treatment: those who were')
    .option('--control <value>', 'of the treatment: those who were not')
    .option('--test <file>', 'measure on this one what was learned from all of the other')
    .option('--ignore <columns>', 'not to learn from, by commas', (list: string) =>
      list.split(',').map((name) => name.trim()),
    )
    .option('--cost <amount>', 'of treating one person', amount)
    .option('--value <amount>', 'of one outcome', amount)
    .option('--model <name>', 'auto, list, or a learner, with a classifier after a colon', 'auto')
    .option('--folds <n>', 'where there is no --test', wholeNumber(2, 100), 5)
    .option('--users <n>', 'of the generated shop', wholeNumber(500, 100_000), 8000)
    .option('--seed <n>', 'of folds and all other draws', wholeNumber(0), 1)
    .addOption(
      new Option('--threads <n>', 'to compute on').argParser(wholeNumber(1, 256)).default(availableParallelism()),
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples)
    .action((name: 'demo' | undefined, options: UpliftCommandOptions) =>
      runPlain(() => (name === 'demo' ? evaluateUpliftDemo(options) : evaluateFile(options))),
    )
}
