import type { Context } from '../context.ts'
import {
  baselineReason,
  type Counterfactual,
  othersReason,
  type PredictionReason,
  type PredictionTarget,
} from '../domain/prediction.ts'
import type { Language } from './language.ts'

/** What has reasons. */
type Explained = Parameters<Context['say']['reason']>[0] & PredictionTarget

export interface ReasonView extends PredictionReason {
  readonly target: Explained
  readonly weight: number
}

export interface CounterfactualView extends Counterfactual {
  readonly target: Explained
}

interface LanguageArg {
  readonly language?: Language | null
}

const spoken = ({ language }: LanguageArg) => (language === 'ZH' ? 'zh' : 'en')

const placeOf = ({ feature, contribution }: PredictionReason): number => {
  if (feature === baselineReason) return -Infinity
  return feature === othersReason ? Infinity : -Math.abs(contribution)
}

/** Where everybody starts, then what moves it most, then all the rest. */
export const reasonsOf = (
  target: Explained,
  reasons: readonly PredictionReason[],
  ctx: Context,
): readonly ReasonView[] => {
  const weights = ctx.say.weights(reasons)
  return reasons
    .map((reason, at) => ({ ...reason, target, weight: weights[at] }))
    .sort((a, b) => placeOf(a) - placeOf(b))
}

/** The one to act on. */
export const mainReasonOf = (
  target: Explained,
  reasons: readonly PredictionReason[],
  ctx: Context,
): ReasonView | null => ctx.say.main(reasonsOf(target, reasons, ctx))

export type Topic = NonNullable<ReturnType<Context['say']['topic']>>

export const topicOfPredictionReason = (reason: ReasonView, _args: object, ctx: Context): Topic | null =>
  ctx.say.topic(reason)

export const counterfactualOf = (target: Explained, counterfactual: Counterfactual | null) =>
  counterfactual && { ...counterfactual, target }

export const textOfPredictionReason = (reason: ReasonView, args: LanguageArg, ctx: Context): string =>
  ctx.say.reason(reason.target, reason, spoken(args))

export const textOfCounterfactual = (counterfactual: CounterfactualView, args: LanguageArg, ctx: Context): string =>
  ctx.say.counterfactual(counterfactual.target, counterfactual, spoken(args))
