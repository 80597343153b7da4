import type { Compute } from '../compute/compute.ts'
import { openCompute } from '../compute/open.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { rankAll } from '../models/evaluation/judge.ts'
import { listMetrics } from '../models/evaluation/list-metrics.ts'
import type { RankedLists } from '../models/evaluation/ranking.ts'
import { blend } from '../models/recommenders/blend.ts'
import { searchBudgets } from '../models/recommenders/budget.ts'
import { chooseBlend } from '../models/recommenders/choose-blend.ts'
import { families, familyNamed } from '../models/recommenders/families.ts'
import type { RecommenderFamily } from '../models/recommenders/family.ts'
import { championsOf, searchRecommenders } from '../models/recommenders/search.ts'
import { whyNot } from './measure-recommender.ts'
import { type FileDataSet, type RecommendFiles, readRecommendFiles } from './recommend-files.ts'

export interface RecommendFilesOptions extends RecommendFiles {
  /** `auto`, `list`, or a family. */
  readonly model: string
  /** JSON of options; none: searched on the validation part. */
  readonly params?: string
  readonly seed: number
  readonly threads: number
  readonly configurations: number
  readonly json?: boolean
}

const peakMemory = (): number => process.resourceUsage().maxRSS * 1024

const timed = <Result>(work: () => Result): readonly [Result, number] => {
  const started = performance.now()
  const result = work()
  return [result, (performance.now() - started) / 1000]
}

/** @throws CodedError INVALID_ARGUMENT with the nearest known name */
export const requireModel = (name: string): void => {
  const known = ['auto', 'list', 'blend', ...families.map((family) => family.name)]
  if (known.includes(name)) return
  throw new CodedError(
    'INVALID_ARGUMENT',
    `There is no model "${name}".${suggestion(name, known)} Known: ${known.join(', ')}.`,
  )
}

const readParams = (family: Pick<RecommenderFamily, 'name' | 'defaults'>, text: string): object => {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new CodedError('INVALID_ARGUMENT', `--params must be JSON such as '${JSON.stringify(family.defaults)}'.`)
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new CodedError('INVALID_ARGUMENT', '--params must be a JSON object.')
  const known = family.defaults as Readonly<Record<string, unknown>>
  for (const [name, value] of Object.entries(given)) {
    if (!(name in known))
      throw new CodedError(
        'INVALID_ARGUMENT',
        `${family.name} has no option "${name}".${suggestion(name, Object.keys(known))} Known: ${Object.keys(known).join(', ') || 'none'}.`,
      )
    if (typeof value !== typeof known[name] || (typeof value === 'number' && !Number.isFinite(value)))
      throw new CodedError(
        'INVALID_ARGUMENT',
        `The option "${name}" of ${family.name} must be a ${typeof known[name]}, such as ${JSON.stringify(known[name])}.`,
      )
  }
  return given
}

interface Chosen {
  readonly family: RecommenderFamily
  readonly params: object
}

interface Tools {
  readonly compute: Compute
  readonly seed: number
}

const asFamily = (family: unknown): RecommenderFamily => family as RecommenderFamily

/** As a recompute chooses: families and options on the validation part, and a blend of the best with its weights from there. */
const choose = (dataSet: FileDataSet, { model, configurations, seed }: RecommendFilesOptions, tools: Tools): Chosen => {
  const able = families.filter((family) => whyNot(family, dataSet) === null)
  const tried = model === 'auto' || model === 'blend' ? able : [familyNamed(model)]
  const budget = { ...searchBudgets.standard, configurations, work: 2e11, trainingWork: 1e12 }
  const validation = dataSet.validation(budget.people, seed)
  const searched = searchRecommenders(validation, { families: tried, budget, k: dataSet.k }, tools)
  const [best] = championsOf(searched.trials).filter(({ ndcg }) => ndcg >= 0)
  if (best === undefined)
    throw new CodedError(
      'INVALID_ARGUMENT',
      `Nothing could be fitted: ${searched.trials[0]?.refusal ?? 'there is nobody to choose by'}.`,
    )
  if (tried.length === 1) return { family: tried[0], params: best.options }
  const recipe = chooseBlend(searched, { validation, earlier: [] }, dataSet.k, tools, familyNamed)?.recipe ?? null
  if (recipe === null || (model === 'auto' && recipe.parts.length === 1))
    return { family: familyNamed(best.family), params: best.options }
  return { family: asFamily(blend), params: recipe }
}

const chosenBy = (dataSet: FileDataSet, options: RecommendFilesOptions, tools: Tools): Chosen => {
  const { model, params } = options
  if (params === undefined) return choose(dataSet, options, tools)
  if (model === 'auto' || model === 'blend')
    throw new CodedError('INVALID_ARGUMENT', '--params belong to one family: give it as --model.')
  const family = familyNamed(model)
  return { family, params: readParams(family, params) }
}

const firstOf = ({ pointers, items }: RankedLists, k: number): RankedLists => {
  const users = pointers.length - 1
  const starts = new Int32Array(users + 1)
  const kept: number[] = []
  for (let user = 0; user < users; user++) {
    for (let at = pointers[user]; at < Math.min(pointers[user] + k, pointers[user + 1]); at++) kept.push(items[at])
    starts[user + 1] = kept.length
  }
  return { pointers: starts, items: Int32Array.from(kept) }
}

/** The cut-offs that papers use. */
const cutoffs = [5, 10, 20, 50] as const

const metricsOf = (lists: RankedLists, { test }: FileDataSet): Readonly<Record<string, number>> =>
  Object.fromEntries(
    cutoffs.flatMap((k) => {
      const { recall, ndcg, hitRate } = listMetrics(firstOf(lists, k), test.wanted, test.train, k)
      return [
        [`recall@${k}`, recall],
        [`ndcg@${k}`, ndcg],
        [`hr@${k}`, hitRate],
      ]
    }),
  )

const measure = (dataSet: FileDataSet, options: RecommendFilesOptions) => {
  const compute = openCompute({ threads: options.threads })
  const tools = { compute, seed: options.seed }
  const [{ family, params }, search] = timed(() => chosenBy(dataSet, options, tools))
  const why = whyNot(family, dataSet)
  if (why !== null && family.name !== 'blend')
    throw new CodedError('INVALID_ARGUMENT', `${family.name} has nothing to go on: ${why}.`)
  const whole = { ...family.defaults, ...params }
  const [model, fit] = timed(() => family.fit(dataSet.test.train, whole, tools))
  const longest = cutoffs[cutoffs.length - 1]
  const [lists, score] = timed(() =>
    rankAll((block) => family.score(model, block, compute), dataSet.test, dataSet.test.read.users, longest, compute),
  )
  const { format, users, items, interactions, protocol } = dataSet
  return {
    compute,
    result: {
      model: family.name,
      params: family.name === 'blend' ? params : whole,
      format,
      protocol,
      users,
      items,
      interactions,
      metrics: metricsOf(lists, dataSet),
      seconds: { search, fit, score },
      peakMemoryBytes: peakMemory(),
    },
  }
}

type Result = ReturnType<typeof measure>['result']

const text = ({
  model,
  params,
  metrics,
  seconds,
  users,
  items,
  interactions,
  protocol,
  format,
  peakMemoryBytes,
}: Result): string =>
  [
    `${format}: ${users} people x ${items} items, ${interactions} interactions; ${protocol}.\n`,
    `model      ${model} ${JSON.stringify(params)}\n`,
    ...['recall', 'ndcg', 'hr'].map(
      (name) => `${name.padEnd(10)} ${cutoffs.map((k) => `@${k} ${metrics[`${name}@${k}`].toFixed(4)}`).join('  ')}\n`,
    ),
    `seconds    search ${seconds.search.toFixed(1)}  fit ${seconds.fit.toFixed(1)}  score ${seconds.score.toFixed(1)}; peak ${Math.round(peakMemoryBytes / 2 ** 20)} MB\n`,
  ].join('')

const listModels = (json: boolean): void => {
  const models = [
    ...families.map(({ name, defaults, isSequential }) => ({ name, defaults, isSequential })),
    { name: 'blend', defaults: {}, isSequential: false },
  ]
  const lines = models.map(({ name, defaults }) => `${name.padEnd(18)} ${JSON.stringify(defaults)}\n`)
  process.stdout.write(json ? `${JSON.stringify({ models })}\n` : lines.join(''))
}

/** @throws CodedError INVALID_ARGUMENT, and as `readRecommendFiles` */
export const evaluateRecommendFiles = async (options: RecommendFilesOptions): Promise<void> => {
  requireModel(options.model)
  if (options.model === 'list') {
    listModels(options.json ?? false)
    return
  }
  const dataSet = await readRecommendFiles(options)
  const { result, compute } = measure(dataSet, options)
  await compute.close()
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : text(result))
}
