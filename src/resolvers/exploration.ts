import type { Context } from '../context.ts'
import type { PolicyEstimate } from '../domain/exploration.ts'
import { type WindowArgs, windowOf } from './impressions.ts'
import { type Language, textIn } from './language.ts'

/** Empty before anything was tried out, and before the first recommendations are published. */
export const explorationEstimates = async (
  _root: unknown,
  args: WindowArgs,
  ctx: Context,
): Promise<readonly PolicyEstimate[]> => {
  const window = windowOf(args)
  const run = (await ctx.loaders.publishedRuns()).RECOMMENDATIONS
  return run === undefined ? [] : ctx.learning.policyEstimates({ runId: run.id, ...window })
}

/** What a reader must know before comparing policies; null where the log is worth enough. */
export const caveatOf = ({ decisions, support, ips }: PolicyEstimate, language: Language): string | null => {
  if (support === 'ENOUGH') return null
  const worth = Math.max(1, Math.round(ips.effectiveDecisions))
  const none = {
    en: `None of the ${decisions} logged choices is one that this policy would have made: nothing is known of it yet.`,
    zh: `有记录的 ${decisions} 次选择中，没有一次是此策略会作出的选择：目前对它还一无所知。`,
  }
  const thin = {
    en: `The ${decisions} logged choices are worth only about ${worth} of this policy's own: the truth may lie anywhere in the interval, and a difference from other policies may be chance.`,
    zh: `有记录的 ${decisions} 次选择只相当于此策略自己的约 ${worth} 次选择：真实值可能在区间内的任何位置，与其他策略的差异可能只是偶然。`,
  }
  return textIn(support === 'NONE' ? none : thin, language)
}
