import type { Context } from '../context.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { ModelRun, RunKind } from '../domain/model-run.ts'
import { CodedError } from '../errors.ts'

export type PublishedRun = NonNullable<Awaited<ReturnType<Context['loaders']['publishedRuns']>>[RunKind]>

/** Results are recomputed every night; after a day and a half at least one night was missed. */
const staleAfterHours = 36

export interface Computed {
  readonly computedAt: Date
  readonly staleAfter: Date
  readonly modelRun: ModelRun
}

/** When what a run says was ready, and until when it is fresh. */
export const computedBy = (run: PublishedRun): Computed => ({
  computedAt: run.computedAt,
  staleAfter: new Date(run.computedAt.getTime() + staleAfterHours * 3_600_000),
  modelRun: run,
})

/** The days ahead that a run looks. */
export const horizonOf = ({ params }: ModelRun): number => Number(params.horizonDays)

/** The run that a walk reads from, by kind; absent where none was published when the walk began. */
export type WalkRuns = Readonly<Partial<Record<RunKind, number>>>

/** In cursors: no run. */
const none = 0

export const runIdsOf = (kinds: readonly RunKind[], runs: WalkRuns): readonly number[] =>
  kinds.map((kind) => runs[kind] ?? none)

/**
 * The runs to read a list from: on the first page those published now, later the same again, whatever was published since.
 * @param pinned the run ids in the order of `kinds`, from the cursor; null on the first page
 * @throws CodedError CURSOR_INVALID, or CURSOR_EXPIRED when one of the runs is no longer kept
 */
export const runsOfWalk = async (
  ctx: Context,
  kinds: readonly RunKind[],
  pinned: readonly number[] | null,
): Promise<WalkRuns> => {
  const published = kinds.length === 0 ? {} : await ctx.loaders.publishedRuns()
  const current = kinds.map((kind) => published[kind]?.id ?? none)
  const ids = pinned ?? current
  if (ids.length !== kinds.length) throw new CodedError('CURSOR_INVALID', 'The cursor is not one of this list.')
  const runs = kinds.map((kind, place) => ({ kind, id: ids[place] })).filter(({ id }) => id !== none)
  const older = runs.filter(({ kind, id }) => published[kind]?.id !== id)
  if (older.length > 0 && !(await ctx.store.areRunsKept(older))) {
    throw new CodedError(
      'CURSOR_EXPIRED',
      'The results that this walk began with are no longer kept. Start again without a cursor.',
    )
  }
  return Object.fromEntries(runs.map(({ kind, id }) => [kind, id]))
}

/** The run of this kind that a walk reads from; null where there is none. */
export const publishedOrOlder = async (ctx: Context, kind: RunKind, runs: WalkRuns): Promise<PublishedRun | null> => {
  const id = runs[kind]
  const published = (await ctx.loaders.publishedRuns())[kind]
  if (id === undefined) return null
  if (published?.id === id) return published
  const older = await ctx.loaders.modelRun.load(id)
  return older === null ? null : { ...older, computedAt: older.finishedAt ?? older.createdAt }
}

const latestRun = async (ctx: Context, kind: RunKind): Promise<ModelRun | undefined> =>
  (await ctx.loaders.latestRuns()).find((run) => run.kind === kind)

/** Why there are no results of a kind at all: what the shop has too little of, that nothing was good enough, or that nothing was computed yet. */
export const withoutRun = async (ctx: Context, kind: RunKind): Promise<InsufficientData> => {
  const latest = await latestRun(ctx, kind)
  const why =
    latest?.status === 'REFUSED' && latest.error !== null ? ` (the last was refused: ${latest.error.message})` : ''
  return latest?.error?.missing ?? { what: `published runs of kind ${kind}${why}`, have: 0, need: 1 }
}

/** The same in a sentence, with what to do. */
export const whyWithoutRun = async (ctx: Context, kind: RunKind): Promise<string> => {
  const latest = await latestRun(ctx, kind)
  const { what, have, need } = await withoutRun(ctx, kind)
  if (latest?.error?.missing) return `Nothing is published yet: there are ${have} ${what}, and ${need} are needed.`
  if (latest?.status === 'REFUSED' && latest.error)
    return `Nothing is published yet, for the last run was refused: ${latest.error.message}`
  if (latest?.status === 'FAILED' && latest.error)
    return `Nothing is published yet, for the last run failed: ${latest.error.message}`
  return 'Nothing is published yet. Recompute.'
}
