import type { Context } from '../context.ts'
import type { InsufficientData } from '../domain/insufficient-data.ts'
import type { ModelRun } from '../domain/model-run.ts'
import type {
  ActionLearning,
  ActionValue,
  CouponAction,
  CustomerState,
  NextBestAction,
  PolicyJudgement,
} from '../domain/next-action.ts'
import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { orUnavailable, type PredictionUnavailable } from './chosen-run.ts'
import { keyOfId } from './global-id.ts'
import { badInput } from './input.ts'
import { type LanguageArgs, textIn } from './language.ts'
import { withoutRun } from './runs.ts'

export interface NextBestActionView extends NextBestAction {
  readonly modelRun: ModelRun | null
}

/** By the published policy; doing nothing where there is none. */
export const nextBestActionOfUser = async ({ id }: User, _args: unknown, ctx: Context): Promise<NextBestActionView> => {
  const run = (await ctx.loaders.publishedRuns()).NEXT_ACTION ?? null
  const [policy, latest, history] = await Promise.all([
    run === null ? null : ctx.loaders.actionPolicy.load(run.id),
    run === null ? ctx.loaders.latestLearning() : null,
    ctx.loaders.couponHistory.load(id),
  ])
  if (history === null) throw new Error(`Nothing was answered of user ${id}`)
  const habits = latest?.learning.habits ?? null
  return { ...ctx.nextBestAction({ policy, habits, history, now: new Date() }), modelRun: run }
}

/** Why, in a sentence. */
export const textOfNextBestAction = (
  { modelRun, ...next }: NextBestActionView,
  { language }: LanguageArgs,
  ctx: Context,
): string => textIn(ctx.sayNextAction(next, modelRun !== null), language)

export interface ActionPolicyView extends ActionLearning {
  readonly modelRun: ModelRun
  readonly values: readonly ActionValue[]
}

export interface ActionPolicyArgs {
  readonly modelRun?: string | null
}

const runNamed = async (ctx: Context, id: string): Promise<ModelRun> => {
  const key = keyOfId('ModelRun', id)
  const run = key === null ? null : await ctx.loaders.modelRun.load(key)
  if (run === null) throw new CodedError('NOT_FOUND', `${JSON.stringify(id)} is not the id of a model run.`)
  if (run.kind !== 'NEXT_ACTION')
    throw badInput(`"modelRun" is a run of kind ${run.kind}; this needs one of kind NEXT_ACTION.`)
  return run
}

/** The policy of a run, that of one that was kept out with its judgements alone; without a run the published one. */
export const actionPolicy = orUnavailable(
  async (
    _root: unknown,
    { modelRun }: ActionPolicyArgs,
    ctx: Context,
  ): Promise<ActionPolicyView | InsufficientData | PredictionUnavailable> => {
    const run =
      modelRun == null ? ((await ctx.loaders.publishedRuns()).NEXT_ACTION ?? null) : await runNamed(ctx, modelRun)
    if (run === null) return withoutRun(ctx, 'NEXT_ACTION')
    const policy = await ctx.loaders.actionPolicy.load(run.id)
    if (policy === null)
      throw new CodedError(
        'RUN_NOT_READABLE',
        run.error?.message ?? `Run ${run.version} of kind NEXT_ACTION has learned nothing.`,
      )
    return { ...policy.learning, values: policy.values, modelRun: run }
  },
)

/** One state of a policy. */
export interface StatePolicyView {
  readonly state: CustomerState
  readonly action: CouponAction
  readonly worths: NextBestAction['worths']
}

export const statesOfPolicy = (
  { values }: ActionPolicyView,
  _args: unknown,
  ctx: Context,
): readonly StatePolicyView[] => ctx.statesOfPolicy(values)

export const shareOf = ({ shares }: PolicyJudgement) =>
  Object.entries(shares).map(([action, share]) => ({ action: action as CouponAction, share: share ?? 0 }))

/** How surely a policy is better: by the doubly robust estimate. */
export const isBetter = ({ overLogged, overNone }: PolicyJudgement): boolean =>
  (overLogged?.low ?? 0) > 0 && (overNone?.low ?? 0) > 0
