import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Argument, type Command, Option } from 'commander'

import { openCompute } from '../compute/open.ts'
import { CodedError } from '../errors.ts'
import { searchBudgets } from '../models/recommenders/budget.ts'
import { families } from '../models/recommenders/families.ts'
import { popular } from '../models/recommenders/popular.ts'
import { listOf, wholeNumber } from './arguments.ts'
import { type DemoDataSetName, demoNames, readDemoDataSet } from './demo-data-set.ts'
import { evaluateRecommendFiles, type RecommendFilesOptions } from './evaluate-recommend-files.ts'
import { leftOut, type Measured, measureBlend, measureFamily, measurePopularityOfAll } from './measure-recommender.ts'
import { interactionFormats } from './read-interactions.ts'
import { publicNames, type RecommendDataSet, readDataSet } from './recommend-data-sets.ts'
import { runPlain } from './run.ts'
import { table } from './table.ts'

const blendName = 'blend'
const dataSetNames = [...publicNames, ...demoNames]
type AnyName = (typeof dataSetNames)[number]

const isDemo = (name: string): name is DemoDataSetName => demoNames.some((demo) => demo === name)
const names = [...families.map(({ name }) => name), blendName]

const examples = `
Examples:
  npm run clientele -- evaluate recommend --train train.txt --test test.txt
  npm run clientele -- evaluate recommend --train train.txt --test test.txt --model ease --params '{"regularisation": 200}' --json
  npm run clientele -- evaluate recommend --train sequences.txt --model self-attention
  npm run clientele -- evaluate recommend --model list
  npm run clientele -- evaluate recommend amazon-electronics --data ../shared/data
  npm run clientele -- evaluate recommend beauty --family markov,self-attention --json
  npm run clientele -- evaluate recommend demo --users 6000
  npm run clientele -- evaluate recommend amazon-cds --family item-knn,rp3beta,blend --results cds.json

Data sets: ${publicNames.join(', ')}; each is a folder of that name below --data. And ${demoNames.join(', ')}: the generated
shop, whose people's tastes are known, of --users people; with what they have bought before to be found again, and without it.
Families: ${names.join(', ')}; the blend is of the others that were asked for, or are in --results.
Options are searched on a part of the training part; the test part is looked at once, with what was chosen.

Files of your own (--train), plain or .gz: lightgcn, a line a person "user item item ..."; triples, a line a thing "user item [rating] [time]"; sequence, a line a person
in order, of which the last item is wanted and the one before it validates (--train alone). Without --format it is found out. --model auto chooses family, options and blend
on --validation, or on a part of the training part; a family without --params has its options searched there.`

interface RecommendOptions extends Omit<RecommendFilesOptions, 'train'> {
  readonly train?: string
  readonly family?: readonly string[]
  readonly data: string
  readonly users: number
  readonly results?: string
}

/** The generated shop is for looking at often: about a minute. */
const demoConfigurations = 2

const budgetOf = ({ configurations }: RecommendOptions, name: string) =>
  isDemo(name)
    ? {
        ...searchBudgets.standard,
        rounds: 1,
        trainingWork: 2e10,
        configurations: Math.min(configurations, demoConfigurations),
      }
    : { ...searchBudgets.thorough, rounds: 2, configurations, trainingWork: 2e12 }

/** JSON has no NaN, which measures of empty lists are: it is kept as null. */
const withNumbers = (measured: Measured): Measured => {
  const { metrics } = measured
  if (metrics === null) return measured
  const numbers = Object.entries(metrics).map(([name, value]) => [name, value ?? Number.NaN])
  return { ...measured, metrics: Object.fromEntries(numbers) }
}

const readResults = (path: string | undefined): readonly Measured[] => {
  if (path === undefined || !existsSync(path)) return []
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as readonly Measured[]).map(withNumbers)
  } catch {
    throw new CodedError('INVALID_ARGUMENT', `${path} holds no results of this command.`)
  }
}

/** Family by family, writing what is known after each, so that a long run can be gone on with. */
const measureAll = async (dataSet: RecommendDataSet, options: RecommendOptions): Promise<readonly Measured[]> => {
  const asked = options.family ?? names
  let results = readResults(options.results)
  const keep = (measured: Measured): void => {
    // Read anew: another process may have measured other families meanwhile.
    const known = options.results === undefined ? results : readResults(options.results)
    results = [...known.filter(({ family }) => family !== measured.family), measured]
    if (options.results !== undefined) writeFileSync(options.results, `${JSON.stringify(results, null, 2)}\n`)
  }
  const budget = budgetOf(options, dataSet.name)
  const validation = dataSet.validation(budget.people, options.seed)
  const compute = openCompute({ threads: options.threads })
  try {
    const tools = { compute, seed: options.seed, budget }
    for (const family of families.filter(({ name }) => asked.includes(name))) {
      process.stderr.write(`${family.name} ...\n`)
      try {
        keep(measureFamily(family, dataSet, validation, tools))
        const ofAll = family === popular ? measurePopularityOfAll(dataSet, tools) : null
        if (ofAll !== null) keep(ofAll)
      } catch (error) {
        keep(leftOut(family.name, error instanceof Error ? error.message : String(error)))
      }
    }
    if (asked.includes(blendName)) {
      process.stderr.write(`${blendName} ...\n`)
      keep(
        measureBlend(
          results.filter(({ family }) => family !== blendName),
          dataSet,
          { validation, earlier: dataSet.earlier?.(budget.people, options.seed) ?? [] },
          tools,
        ),
      )
    }
  } finally {
    await compute.close()
  }
  return results
}

const digits = (value: number, places: number): string => (Number.isNaN(value) ? '-' : value.toFixed(places))

const rowsOf = (
  results: readonly Measured[],
  { measure, published }: RecommendDataSet,
): readonly (readonly string[])[] => {
  const ours = results.flatMap(({ family, metrics, seconds, peakMemoryBytes }) =>
    metrics === null
      ? []
      : [
          [
            family,
            digits(metrics[measure], 4),
            digits(metrics.ndcg, 4),
            digits(metrics.coverage, 3),
            digits(metrics.novelty, 2),
            digits(seconds.fit, 1),
            digits(seconds.score, 1),
            String(Math.round(peakMemoryBytes / 2 ** 20)),
          ],
        ],
  )
  const theirs = published.map(({ name, found, ndcg, source }) => [
    `${name} (${source})`,
    digits(found, 4),
    digits(ndcg, 4),
    ...Array.from({ length: 5 }, () => ''),
  ])
  return [...ours, ...theirs].sort((a, b) => Number(b[2]) - Number(a[2]))
}

const text = (results: readonly Measured[], dataSet: RecommendDataSet): string => {
  const { name, protocol, measure, k, test } = dataSet
  const people = results.find(({ metrics }) => metrics !== null)?.metrics?.users ?? 0
  const first = `${measure === 'recall' ? 'Recall' : 'HR'}@${k}`
  const headers = ['', first, `NDCG@${k}`, 'coverage', 'novelty', 'fit s', 'score s', 'peak MB']
  const size = `${test.train.histories.users} people x ${test.train.histories.items} items, ${people} judged`
  const chosen = results.flatMap(({ family, metrics, options }) =>
    metrics === null ? [] : [`  ${family} ${JSON.stringify(options)}\n`],
  )
  const without = results.flatMap(({ family, leftOut }) => (leftOut === null ? [] : [`  ${family}: ${leftOut}\n`]))
  return [
    `${name}: ${size}; ${protocol}.\n\n`,
    table(headers, rowsOf(results, dataSet)),
    `\nChosen on the validation part (changes to the defaults):\n${chosen.join('')}`,
    without.length === 0 ? '' : `\nLeft out:\n${without.join('')}`,
  ].join('')
}

const evaluate = async (name: AnyName, options: RecommendOptions): Promise<void> => {
  const dataSet = isDemo(name) ? readDemoDataSet(name, options.users) : await readDataSet(options.data, name)
  const results = await measureAll(dataSet, options)
  const { protocol, k, measure, published } = dataSet
  const result = { dataSet: name, protocol, k, measure, threads: options.threads, results, published }
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : text(results, dataSet))
}

const evaluateFiles = ({ train, ...options }: RecommendOptions): Promise<void> => {
  if (train === undefined && options.model !== 'list')
    throw new CodedError('INVALID_ARGUMENT', 'Give a data set, or --train with a file of your own.')
  return evaluateRecommendFiles({ ...options, train: train ?? '' })
}

export const addEvaluateRecommendCommand = (evaluation: Command): void => {
  evaluation
    .command('recommend')
    .description('measure recommenders on files, or every family on a public data set beside what others report for it')
    .addArgument(
      new Argument('[data set]', 'a public one, or the generated shop, instead of --train').choices(dataSetNames),
    )
    .option('--train <file>', 'what to learn from')
    .option('--test <file>', 'what is to be found')
    .option('--validation <file>', 'what to choose by (default: a part of the training part)')
    .addOption(new Option('--format <format>', 'of the files').choices([...interactionFormats]))
    .option('--model <name>', 'auto, list, or one of the families', 'auto')
    .option('--params <json>', 'options of the model instead of searching them')
    .option('--family <names>', 'only these, by commas', listOf(names))
    .addOption(
      new Option('--data <folder>', 'where the data sets lie').env('CLIENTELE_DATASETS').default('../shared/data'),
    )
    .option('--configurations <n>', 'sets of options tried per family', wholeNumber(1, 1000), 8)
    .option('--seed <n>', 'of all draws', wholeNumber(0), 1)
    .option('--users <n>', 'people of the generated shop', wholeNumber(100, 1_000_000), 6000)
    .option('--threads <n>', 'to compute on', wholeNumber(1, 256), availableParallelism())
    .option('--results <file>', 'keep results as JSON, and blend what is in there already')
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples)
    .action((name: AnyName | undefined, options: RecommendOptions) =>
      runPlain(() => (name === undefined ? evaluateFiles(options) : evaluate(name, options))),
    )
}
