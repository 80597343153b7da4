import {
  baselineReason,
  type Counterfactual,
  leverDays,
  othersReason,
  type PredictionLever,
  type PredictionReason,
  type PredictionTarget,
  type PurchaseWindow,
} from '../domain/prediction.ts'
import type { Wording } from './behaviour-feature.ts'
import { behaviourFeatureOf, sayCategory } from './behaviour-features.ts'
import { type BehaviourTopic, behaviourTopicOf, mainReason, topicReasons } from './behaviour-reasons.ts'
import { type ReadMoney, type SpokenLanguage, sayFeature } from './say-value.ts'

/** What reasons are given for: that somebody stays away, or that somebody buys within so many days. */
export type ExplainedTarget = Extract<PredictionTarget, 'CHURN' | `PURCHASE_${PurchaseWindow}`>

const windowOf = (target: ExplainedTarget): string => target.replace('PURCHASE_', '')

/** Never "0 %" or "100 %": nobody is certain. */
const percent = (probability: number): string => {
  if (probability < 0.005) return 'under 1 %'
  return probability >= 0.995 ? 'over 99 %' : `${Math.round(100 * probability)} %`
}

/** Below this many logits a term moves the probability by less than one point in a hundred. */
const noticeable = 0.02

const effects: Readonly<Record<'CHURN' | 'PURCHASE', Readonly<Record<'up' | 'down' | 'none', Wording>>>> = {
  CHURN: {
    up: { en: 'raises the risk', zh: '使流失风险升高' },
    down: { en: 'lowers the risk', zh: '使流失风险降低' },
    none: { en: 'changes little', zh: '影响很小' },
  },
  PURCHASE: {
    up: { en: 'makes an order likelier', zh: '使购买可能性升高' },
    down: { en: 'makes an order less likely', zh: '使购买可能性降低' },
    none: { en: 'changes little', zh: '影响很小' },
  },
}

const effectOf = (target: ExplainedTarget, contribution: number): Wording => {
  const size = Math.abs(contribution) < noticeable ? 'none' : contribution > 0 ? 'up' : 'down'
  return effects[target === 'CHURN' ? 'CHURN' : 'PURCHASE'][size]
}

const baselineText = (target: ExplainedTarget, probability: number): Wording =>
  target === 'CHURN'
    ? {
        en: `A typical customer of this shop runs a risk of ${percent(probability)}.`,
        zh: `本店典型顾客的流失风险为 ${percent(probability)}。`.replace('under', '低于').replace('over', '高于'),
      }
    : {
        en: `A typical person buys within ${windowOf(target)} days with a probability of ${percent(probability)}.`,
        zh: `本店典型用户在 ${windowOf(target)} 天内购买的概率为 ${percent(probability)}。`
          .replace('under', '低于')
          .replace('over', '高于'),
      }

const factOf = ({ feature, value, level }: PredictionReason, language: SpokenLanguage, money: ReadMoney): string => {
  const known = behaviourFeatureOf(feature)
  return known === null
    ? sayCategory(feature, level)[language]
    : sayFeature(known, value ?? Number.NaN, language, money)
}

/** One reason in a sentence, for who works with the shop's customers. */
const reasonText = (
  target: ExplainedTarget,
  reason: PredictionReason,
  language: SpokenLanguage,
  money: ReadMoney,
): string => {
  if (reason.feature === baselineReason) return baselineText(target, reason.value ?? Number.NaN)[language]
  const effect = effectOf(target, reason.contribution)[language]
  if (reason.feature === othersReason)
    return language === 'zh' ? `其余因素合计${effect}。` : `Everything else together ${effect}.`
  const fact = factOf(reason, language, money)
  return language === 'zh' ? `${fact}，${effect}。` : `${fact}, which ${effect}.`
}

/**
 * How much of what sets somebody apart from a typical person is owed to each reason, 0..1: parts of the sum of all sizes.
 * They add up to 1 (or are all 0 where nothing sets them apart); the baseline has none.
 */
const reasonWeights = (reasons: readonly PredictionReason[]): readonly number[] => {
  const sizes = reasons.map(({ feature, contribution }) => (feature === baselineReason ? 0 : Math.abs(contribution)))
  const all = sizes.reduce((sum, size) => sum + size, 0)
  return sizes.map((size) => (all > 0 ? size / all : 0))
}

const isNamed = ({ feature }: PredictionReason): boolean => feature !== baselineReason && feature !== othersReason

/** What a reason tells of; null for the baseline and for all the rest. */
const topicOf = (reason: PredictionReason): BehaviourTopic | null =>
  isNamed(reason) ? behaviourTopicOf(reason.feature, reason.value) : null

/** What is not known of somebody may tell them apart, but tells nobody why. */
const isKnown = ({ value, level }: PredictionReason): boolean => value !== null || level !== null

/** Of what raises a risk the reason that tells why somebody leaves, where there is one; null where nothing known raises it. */
const mainOf = <Reason extends PredictionReason>(reasons: readonly Reason[]): Reason | null => {
  const named = reasons.filter((reason) => isNamed(reason) && isKnown(reason))
  const topics = named.map(({ feature, value }) => behaviourTopicOf(feature, value))
  const contributions = named.map(({ contribution }) => contribution)
  const main = mainReason(topicReasons(topics, contributions))
  return main && named[main.lead]
}

const levers: Readonly<Record<PredictionLever, Wording>> = {
  ORDER: { en: 'With an order', zh: '再下一单' },
  VISIT: { en: 'With a visit to the shop', zh: '再来逛一次' },
  COUPON: { en: 'With a coupon', zh: '收到一张优惠券' },
  AMENDS: { en: 'With what went wrong made good', zh: '妥善解决此前的问题' },
  PRICE_AMENDS: { en: 'With a coupon that makes up for the price', zh: '用优惠券弥补涨价' },
  REVIEW: { en: 'With a good review', zh: '给出一次好评' },
}

/** Two decimals; three where two would not tell them apart. */
const readProbabilities = (before: number, after: number): readonly [string, string] => {
  const digits = before.toFixed(2) === after.toFixed(2) ? 3 : 2
  return [before.toFixed(digits), after.toFixed(digits)]
}

/** What would change the probability, and how: "With an order in the next 14 days: 0.71 to 0.38." */
const counterfactualText = (
  target: ExplainedTarget,
  { lever, before, probability }: Pick<Counterfactual, 'lever' | 'before' | 'probability'>,
  language: SpokenLanguage,
): string => {
  const [from, to] = readProbabilities(before, probability)
  if (language === 'en') return `${levers[lever].en} in the next ${leverDays} days: ${from} to ${to}.`
  const what = target === 'CHURN' ? '流失风险' : '购买概率'
  return `若 ${leverDays} 天内${levers[lever].zh}：${what}由 ${from} 变为 ${to}。`
}

/** Sentences with amounts in the shop's currency. */
export const createPredictionTexts = (currency: string) => {
  const formats = {
    en: new Intl.NumberFormat('en', { style: 'currency', currency }),
    zh: new Intl.NumberFormat('zh', { style: 'currency', currency }),
  }
  return {
    reason: (target: ExplainedTarget, reason: PredictionReason, language: SpokenLanguage): string =>
      reasonText(target, reason, language, (amount) => formats[language].format(amount)),
    counterfactual: counterfactualText,
    weights: reasonWeights,
    topic: topicOf,
    main: mainOf,
  } as const
}
