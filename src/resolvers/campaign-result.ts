import type { Context } from '../context.ts'
import type { Campaign } from '../domain/campaign.ts'
import { mismatchBelow } from '../domain/campaign-result.ts'
import { type LanguageArgs, textIn } from './language.ts'

export type CampaignResult = Awaited<ReturnType<Context['campaigns']['result']>>
export type ClassResult = CampaignResult['classes'][number]
export type CouponResult = CampaignResult['coupons'][number]
export type Increment = NonNullable<CampaignResult['revenue']>

/** null before anybody is in the campaign. */
export const resultOfCampaign = async (
  campaign: Campaign,
  _args: object,
  ctx: Context,
): Promise<CampaignResult | null> => {
  const result = await ctx.campaigns.result(campaign)
  return result.treated + result.control === 0 ? null : result
}

export const isTrustworthy = ({ sampleRatioPValue }: CampaignResult): boolean =>
  sampleRatioPValue === null || sampleRatioPValue >= mismatchBelow

const amount = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 })
const points = (value: number): string => (100 * value).toFixed(1)

/** What may still change it. */
const openText = ({ open, treated, control }: CampaignResult) =>
  open === 0
    ? { en: '', zh: '' }
    : {
        en: ` The time of ${open} of ${treated + control} is not over yet.`,
        zh: `${treated + control} 人中有 ${open} 人的期限尚未结束。`,
      }

/** What it comes to, for people. */
export const textOfResult = (result: CampaignResult, { language }: LanguageArgs, ctx: Context): string => {
  const { conversionLift: lift, margin } = result
  if (!isTrustworthy(result))
    return textIn(
      {
        en: 'The sizes of the two parts do not fit the part that was to be held out: something is wrong with the experiment, and its numbers are not to be believed.',
        zh: '两组人数与设定的留出比例不符：实验有问题，数字不可信。',
      },
      language,
    )
  if (lift !== null && margin === null)
    return textIn(
      {
        en: `Nobody has bought yet: what the coupons change cannot be told.${openText(result).en}`,
        zh: `还没有人购买：尚无法判断优惠券带来了什么变化。${openText(result).zh}`,
      },
      language,
    )
  if (lift === null || margin === null)
    return textIn(
      {
        en: 'Nobody was held out, or hardly anybody: what the coupons changed cannot be told.',
        zh: '没有（或几乎没有）留出人群：无法判断优惠券带来了什么变化。',
      },
      language,
    )
  const { value, low, high } = margin.adjusted
  const certain = low > 0 ? 'more' : high < 0 ? 'less' : 'open'
  const { currency } = ctx.config
  const [enRange, zhRange] = ['to', '至'].map((to) => `${amount(low)} ${to} ${amount(high)}`)
  const [enEffect, zhEffect] = ['to', '至'].map(
    (to) => `${points(lift.value)} (${points(lift.low)} ${to} ${points(lift.high)})`,
  )
  const verdict = {
    more: { en: 'It paid.', zh: '划算。' },
    less: { en: 'It cost more than it brought.', zh: '得不偿失。' },
    open: { en: 'Whether it paid cannot be told yet.', zh: '目前还无法判断是否划算。' },
  }[certain]
  return textIn(
    {
      en: `${verdict.en} Margin beyond what would have come anyway, coupons taken off: ${amount(value)} ${currency} (${enRange}); conversion: ${enEffect} points.${openText(result).en}`,
      zh: `${verdict.zh}扣除优惠券成本后的增量毛利：${amount(value)} ${currency}（${zhRange}）；转化率变化：${zhEffect} 个百分点。${openText(result).zh}`,
    },
    language,
  )
}
