import { Presets, SingleBar } from 'cli-progress'
import { type Command, Option } from 'commander'

import { type ModelRun, type RunKind, runKinds } from '../domain/model-run.ts'
import { type RecommendationBudget, recommendationBudgets } from '../domain/recommendation-budget.ts'
import { CodedError } from '../errors.ts'
import type { Progress } from '../jobs/progress.ts'
import type { Resources } from '../resources.ts'
import { type Instant, instant, listOf } from './arguments.ts'
import { rounded } from './numbers.ts'
import { createProgressLines } from './progress-lines.ts'
import { runWithResources } from './run.ts'
import { table } from './table.ts'

const examples = `
Examples:
  npm run clientele -- recompute
  npm run clientele -- recompute --only CHURN_RISK,LIFETIME_VALUE
  npm run clientele -- recompute --as-of 2011-09-09 --json
  npm run clientele -- recompute --only RECOMMENDATIONS --budget thorough

Works alone, and shares the work with workers that run. A kind that fails keeps its last good run published.
One that was interrupted is finished by the next worker, unless a later one asks for the same.
Kinds: ${runKinds.join(', ')}. SEGMENTS are groups of PORTRAITS, so asking for them computes both.`

interface RecomputeOptions {
  readonly only?: readonly RunKind[]
  readonly asOf?: Instant
  readonly budget?: RecommendationBudget
  readonly json?: boolean
}

/** A bar on a terminal, lines elsewhere. */
const createDisplay = () => {
  if (!process.stderr.isTTY) {
    return { show: createProgressLines(), end: () => {} }
  }
  const bar = new SingleBar({ format: '{bar} {percentage} % {step}: {message}', stream: process.stderr }, Presets.rect)
  bar.start(1000, 0, { step: '', message: 'waiting for a worker' })
  return {
    show: ({ fraction, step, message }: Progress) => bar.update(Math.round(1000 * fraction), { step, message }),
    end: () => bar.stop(),
  }
}

const metricOf = ({ metrics }: ModelRun, name: string): number | null =>
  metrics.find((metric) => metric.name === name)?.value ?? null

const describe = (run: ModelRun): readonly string[] => {
  const measured = run.metrics.filter(({ name }) => name !== 'seconds' && name !== 'peakMemoryBytes')
  const shown = measured.slice(0, 4).map(({ name, value }) => `${name} ${rounded(value)}`)
  const seconds = metricOf(run, 'seconds')
  return [
    run.kind,
    `v${run.version}`,
    run.status,
    seconds === null ? '' : `${seconds} s`,
    run.error?.message ?? shown.join(', '),
  ]
}

const print = (jobId: string, runs: readonly ModelRun[], seconds: number, json: boolean): void => {
  const asOf = runs[0].asOf.toISOString()
  if (!json) {
    process.stdout.write(table(['kind', 'version', 'status', 'took', 'result'], runs.map(describe)))
    process.stdout.write(`As of ${asOf}, in ${seconds} s.\n`)
    return
  }
  const peakMemoryBytes = Math.max(...runs.map((run) => metricOf(run, 'peakMemoryBytes') ?? 0))
  process.stdout.write(`${JSON.stringify({ jobId, asOf, seconds, peakMemoryBytes, runs })}\n`)
}

/** A worker of our own for the time of the recompute: it works alone, and beside others. */
const withWorkers = async <T>(resources: Resources, work: () => Promise<T>): Promise<T> => {
  const { startWorkers } = await import('../jobs/worker.ts')
  const workers = await startWorkers(resources, { schedule: false })
  try {
    return await work()
  } finally {
    await workers.close(0)
  }
}

const recompute = ({ only = runKinds, asOf, budget, json = false }: RecomputeOptions) =>
  runWithResources(async (resources, signal) => {
    const { followRecompute } = await import('./follow-recompute.ts')
    const started = performance.now()
    const flowId = crypto.randomUUID()
    const until = asOf?.(resources.config.timeZone) ?? null
    const asked = { requestedAt: new Date(), requestedBy: 'user', ...(budget && { budget }) } as const
    const request = { only, asOf: until, flowId, ...asked }
    const display = createDisplay()
    const runs = await withWorkers(resources, () =>
      followRecompute(resources, request, { show: display.show, signal }).finally(display.end),
    )
    print(flowId, runs, Math.round(performance.now() - started) / 1000, json)
    const failed = runs.filter(({ status }) => status !== 'PUBLISHED' && status !== 'ARCHIVED' && status !== 'REFUSED')
    if (failed.length === 0) return
    const kinds = failed.map(({ kind }) => kind).join(', ')
    throw new CodedError('COMPUTE_FAILED', `Not published: ${kinds}. Their last good runs stay; the table says why.`)
  })

/** `churn-risk` is as good as `CHURN_RISK`. */
const kindList = (text: string) => listOf(runKinds)(text.toUpperCase().replaceAll('-', '_'))

export const addRecomputeCommand = (program: Command): void => {
  program
    .command('recompute')
    .description('compute portraits, segments and every model, and publish them together')
    .option('--only <kind,...>', `some kinds only: ${runKinds.join(', ')}`, kindList)
    .option('--as-of <time>', 'use nothing after this instant, or after this day (default: the latest event)', instant)
    .addOption(
      new Option('--budget <budget>', 'work put into choosing a recommender (default: RECOMMENDATION_BUDGET)').choices(
        recommendationBudgets,
      ),
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples)
    .action(recompute)
}
