import { Argument, type Command, InvalidArgumentError, Option } from 'commander'

import { createPlainCompute } from '../compute/plain.ts'
import { CodedError } from '../errors.ts'
import type { BayesianModel } from '../models/bayesian/bayesian-model.ts'
import { type KnownOf, query, structureOf } from '../models/bayesian/query.ts'
import { parseStructure, type StructureEdits } from '../models/bayesian/structure.ts'
import { bayesianNetwork } from '../models/classifiers/bayesian-network.ts'
import { type ClassifyName, classifyNames, readClassifyDataSet } from './classify-data-sets.ts'
import { readWhole } from './read-item-lists.ts'
import { runPlain } from './run.ts'
import { table } from './table.ts'

const examples = `
Examples:
  npm run clientele -- evaluate network telco-churn --label Churn
  npm run clientele -- evaluate network telco-churn --label Churn --known '{"Contract":"Two year","tenure":5}'
  npm run clientele -- evaluate network telco-churn --label Churn --target InternetService --known '{"Churn":1}'
  npm run clientele -- evaluate network telco-churn --json > network.json

What points at what is printed as JSON: change it, and give it back by --structure; or give {"required": [["from", "to"]], "forbidden": []} to bound the search.
What is not among --known is not known; null is missing.`

const shapes = ['selective', 'augmented-naive', 'free'] as const

interface NetworkOptions {
  readonly structure?: string
  readonly shape: (typeof shapes)[number]
  readonly label: string
  readonly known?: KnownOf
  readonly target?: string
  readonly data: string
  readonly json?: boolean
}

const isKnown = (value: unknown): value is KnownOf =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((own) => own === null || typeof own === 'number' || typeof own === 'string')

const knownOption = (text: string): KnownOf => {
  try {
    const value: unknown = JSON.parse(text)
    if (isKnown(value)) return value
  } catch {
    // Told below, as whatever else is none.
  }
  throw new InvalidArgumentError('It must be a JSON object of names and numbers, strings or null: {"tenure": 5}.')
}

/** What a person got wrong is told in its own sentence, and is no failure of ours. */
const asArgument = <Result>(work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    throw new CodedError('INVALID_ARGUMENT', error instanceof Error ? error.message : String(error))
  }
}

/** The structure in a file: as a person wrote it, or in what `--json` printed. */
const readStructure = async (path: string | undefined): Promise<StructureEdits | null> => {
  if (path === undefined) return null
  const text = await readWhole(path)
  return asArgument(() => {
    const value: unknown = text.trimStart().startsWith('{"model"') ? JSON.parse(text).structure : text
    return parseStructure(value)
  })
}

const arcsText = ({ arcs }: ReturnType<typeof structureOf>): string =>
  arcs.length === 0
    ? '{ "arcs": [] }\n'
    : `{ "arcs": [\n${arcs.map((arc) => `  ${JSON.stringify(arc)}`).join(',\n')}\n] }\n`

const importanceText = ({ columns, importance }: BayesianModel): string => {
  const ranked = columns
    .map(({ name }, at) => ({ name, share: importance[at] }))
    .filter(({ share }) => share > 0.0005)
    .sort((a, b) => b.share - a.share)
  return table(
    ['column', 'part in the label'],
    ranked.map(({ name, share }) => [name, share.toFixed(3)]),
  )
}

const evaluate = async (name: ClassifyName, options: NetworkOptions): Promise<void> => {
  const { shape, label, known = {}, target = label } = options
  const structure = await readStructure(options.structure)
  const { data } = await readClassifyDataSet(options.data, name, 1)
  const own = { ...bayesianNetwork.defaults, shape, label, structure }
  const model = asArgument(() => bayesianNetwork.fit(data, own, { compute: createPlainCompute(), seed: 1 }))
  const answer = asArgument(() => query(model, known, target))
  if (options.json) {
    const importance = Object.fromEntries(model.columns.map(({ name }, at) => [name, model.importance[at]]))
    const nodes = model.network.nodes.map(({ name, states }) => ({ name, states }))
    const result = {
      model: 'bayesian-network',
      structure: structureOf(model),
      nodes,
      importance,
      known,
      target,
      answer,
    }
    process.stdout.write(`${JSON.stringify(result)}\n`)
    return
  }
  const given = Object.keys(known).length === 0 ? '' : ` where ${JSON.stringify(known)}`
  const rows = answer.map(({ state, probability }) => [state, probability.toFixed(4)])
  process.stdout.write(
    `${arcsText(structureOf(model))}\n${importanceText(model)}\n${target}${given}:\n${table(['state', 'probability'], rows)}`,
  )
}

export const addEvaluateNetworkCommand = (evaluation: Command): void => {
  evaluation
    .command('network')
    .description('learn a Bayesian network from a public data set, show it to be corrected, and ask it')
    .addArgument(new Argument('<data set>', 'which').choices(classifyNames))
    .option('--structure <file>', 'what points at what, or bounds for it, as JSON')
    .addOption(new Option('--shape <name>', 'how it is searched for').choices(shapes).default('selective'))
    .option('--label <name>', 'what the label is called', 'label')
    .option('--known <json>', 'what is known of somebody', knownOption)
    .option('--target <node>', 'what is asked for (the label)')
    .addOption(
      new Option('--data <folder>', 'where the data sets lie').env('CLIENTELE_DATASETS').default('../shared/data'),
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples)
    .action((name: ClassifyName, options: NetworkOptions) => runPlain(() => evaluate(name, options)))
}
