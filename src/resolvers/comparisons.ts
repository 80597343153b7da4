import type { Context } from '../context.ts'
import type { Campaign } from '../domain/campaign.ts'
import { mismatchBelow } from '../domain/campaign-result.ts'
import type { Comparison } from '../domain/comparison.ts'
import { isStorable } from './input.ts'
import { type LanguageArgs, textIn } from './language.ts'

type Campaigns = Context['campaigns']
export type CompareCampaignsInput = Parameters<Campaigns['compare']>[0]
export type ComparisonState = Awaited<ReturnType<Campaigns['judge']>> & { readonly comparison: Comparison }

/** @throws CodedError BAD_USER_INPUT, NOT_FOUND, CAMPAIGN_STATUS, KEY_REUSED */
export const compareCampaigns = (
  _root: unknown,
  { input }: { readonly input: CompareCampaignsInput },
  ctx: Context,
): Promise<Comparison> => ctx.campaigns.compare(input)

/** @throws CodedError NOT_FOUND */
export const stopComparison = (_root: unknown, { comparison }: { readonly comparison: string }, ctx: Context) =>
  ctx.campaigns.stopComparison(comparison)

export const comparisonByKey = (_root: unknown, { key }: { readonly key: string }, ctx: Context) =>
  isStorable(key) ? ctx.loaders.comparisonByKey.load(key) : null

export const comparisonOfCampaign = ({ id }: Campaign, _args: object, ctx: Context): Promise<Comparison | null> =>
  ctx.loaders.comparisonOf.load(id)

const campaignWithId = async (id: number, ctx: Context): Promise<Campaign> => {
  const campaign = await ctx.loaders.campaign.load(id)
  if (campaign === null) throw new Error(`Campaign ${id} is compared but is not there`)
  return campaign
}

export const firstOfComparison = ({ campaignA }: Comparison, _args: object, ctx: Context) =>
  campaignWithId(campaignA, ctx)

export const secondOfComparison = ({ campaignB }: Comparison, _args: object, ctx: Context) =>
  campaignWithId(campaignB, ctx)

export const stateOfComparison = async (
  comparison: Comparison,
  _args: object,
  ctx: Context,
): Promise<ComparisonState> => ({ ...(await ctx.campaigns.judge(comparison)), comparison })

const texts = {
  RUNNING: { en: 'Not decided yet: the difference may still be nothing.', zh: '尚无定论：差异可能为零。' },
  A_BETTER: { en: 'A is better.', zh: 'A 更好。' },
  B_BETTER: { en: 'B is better.', zh: 'B 更好。' },
  NO_DIFFERENCE: { en: 'There is no difference that matters.', zh: '没有值得在意的差异。' },
} as const

/** What it says, for people. */
export const textOfComparison = (
  { verdict, sampleRatioPValue, difference }: ComparisonState,
  { language }: LanguageArgs,
): string => {
  if (sampleRatioPValue < mismatchBelow)
    return textIn(
      {
        en: 'The halves are not of the same size, as they should be: do not believe the numbers.',
        zh: '两半人数不一致，数字不可信。',
      },
      language,
    )
  if (difference !== null) return textIn(texts[verdict], language)
  return textIn(
    {
      en: 'Too early: on each side a hundred people, some of them with an effect, have to have had their days.',
      zh: '为时尚早：每一边至少要有一百人满期，且有可比较的结果。',
    },
    language,
  )
}
