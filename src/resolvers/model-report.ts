import type { Context } from '../context.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { ModelRun, RunKind } from '../domain/model-run.ts'
import type { PredictionTarget } from '../domain/prediction.ts'
import type { ModelReport, ReliabilityRow } from '../domain/prediction-report.ts'
import { chosenRun, orUnavailable, type RunArgs } from './chosen-run.ts'
import { type Computed, computedBy, type PublishedRun, withoutRun } from './runs.ts'

/** The kind of run that each target is foretold by. */
const kindOfTarget = (target: PredictionTarget): RunKind => {
  if (target === 'CHURN') return 'CHURN_RISK'
  if (target === 'RATING') return 'RATING'
  return target.startsWith('PURCHASE_') ? 'PURCHASE' : 'NEXT_ORDER'
}

export const modelsOfRun = async (
  { id }: ModelRun,
  { targetIn }: { readonly targetIn?: readonly PredictionTarget[] | null },
  ctx: Context,
): Promise<readonly ModelReport[]> => {
  const models = (await ctx.loaders.report.load(id))?.models ?? []
  return models.filter(({ target }) => targetIn?.includes(target) ?? true)
}

export const dataOfRun = async ({ id }: ModelRun, _args: object, ctx: Context) =>
  (await ctx.loaders.report.load(id))?.data ?? null

export const driftLevelOfRun = async ({ id }: ModelRun, _args: object, ctx: Context) =>
  (await ctx.loaders.report.load(id))?.driftLevel ?? null

export interface NamedMeasure {
  readonly name: string
  readonly value: number
}

export const namedMeasures = (measures: Readonly<Record<string, number | null>>): NamedMeasure[] =>
  Object.entries(measures).flatMap(([name, value]) => (value === null ? [] : { name, value }))

/** Those that matter most first; `first` of them. */
export const firstOf = <Row>(rows: readonly Row[], { first }: { readonly first?: number | null }): readonly Row[] =>
  rows.slice(0, Math.max(0, first ?? rows.length))

export interface Bin {
  readonly from: number
  readonly to: number
  readonly share: number
}

export const binsOf = ({ edges, shares }: ModelReport['distribution']): Bin[] =>
  shares.map((share, at) => ({ from: edges[at], to: edges[at + 1], share }))

export interface ScoreDistributionView extends Computed {
  readonly target: PredictionTarget
  readonly people: number
  readonly bins: readonly Bin[]
}

interface ScoreDistributionArgs extends RunArgs {
  readonly target: PredictionTarget
}

/** How what a run foretells is spread over everybody. */
export const scoreDistribution = orUnavailable(
  async (
    _root: unknown,
    { target, ...args }: ScoreDistributionArgs,
    ctx: Context,
  ): Promise<ScoreDistributionView | InsufficientData> => {
    const run = await chosenRun(ctx, kindOfTarget(target), args)
    if (run === null) return withoutRun(ctx, kindOfTarget(target))
    const report = await ctx.loaders.report.load(run.id)
    const model = report?.models.find((candidate) => candidate.target === target)
    if (report === null || model === undefined)
      return { what: `models that foretell ${target} in this run`, have: 0, need: 1 }
    return { target, people: report.data.scoredRows, bins: binsOf(model.distribution), ...computedBy(run) }
  },
)

/** What came of those of whom about as much was foretold; null where the run did not keep it. */
export const reliabilityOf = async (
  target: PredictionTarget,
  { modelRun, probability }: { readonly modelRun: Pick<PublishedRun, 'id'>; readonly probability: number },
  ctx: Context,
): Promise<ReliabilityRow | null> => {
  const report = await ctx.loaders.report.load(modelRun.id)
  const rows = report?.models.find((model) => model.target === target)?.reliability ?? []
  return rows.findLast(({ from }) => probability >= from) ?? rows.at(0) ?? null
}
