import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { predictionLevers } from '../../src/domain/prediction.ts'
import { behaviourFeatureOf, behaviourFeatures } from '../../src/features/behaviour-features.ts'
import { createPredictionTexts } from '../../src/features/prediction-text.ts'
import { sayFeature } from '../../src/features/say-value.ts'

const texts = createPredictionTexts('EUR')
const say = (name: string, value: number) => sayFeature(behaviourFeatureOf(name)!, value, 'en')
const reason = (feature: string, value: number | null, contribution: number, level: string | null = null) => ({
  feature,
  value,
  level,
  contribution,
})

describe('what is said of somebody', () => {
  it.each([
    ['daysSinceLastOrder', 0, 'Last bought today'],
    ['daysSinceLastOrder', 1, 'Last bought yesterday'],
    ['daysSinceLastOrder', 10, 'Last bought 10 days ago'],
    ['daysSinceLastOrder', 31, 'Last bought 31 days ago'],
    ['usualGapDays', 1, 'Usually buys every day'],
    ['purchaseDays', 1, 'Has bought on 1 day'],
    ['purchaseDays', 0, 'Has bought on no day'],
    ['purchaseDays30', 0, 'Bought on none of the last 30 days'],
    ['purchaseDays30', 1, 'Bought on 1 of the last 30 days'],
    ['spend90', 0, 'Spent nothing in the last 90 days'],
    ['silence', 1, 'Has been silent for the usual time between orders'],
    ['silence', 0.1, 'Has been silent for 0.1 times the usual time between orders'],
    ['silence', 20.44, 'Has been silent for 20 times the usual time between orders'],
    ['silence', 0, 'Bought only just now'],
    ['visitsSinceOrder', 0, 'Has not come back since the last order'],
    ['lastGapOverMean', 1, 'The last order took as long to come as usual'],
    ['searches7', 1, 'Searched once in the last 7 days'],
    ['searches7', 0, 'Searched not once in the last 7 days'],
    ['cartAdds7', 0, 'Put nothing into the cart in the last 7 days'],
    ['views7', 1, 'Looked at 1 product in the last 7 days'],
    ['linesPerPurchaseDay', 1, 'Buys 1 thing at a time'],
    ['categories', 1, 'Has bought from 1 category'],
    ['lowestRatingSinceOrder', 1, 'Gave 1 star after the last order'],
    ['purchaseTrend', -2, 'Bought on 2 fewer days in the last 90 days than in the 90 before'],
    ['purchaseTrend', -1, 'Bought on 1 fewer day in the last 90 days than in the 90 before'],
    ['purchaseTrend', 0, 'Bought on as many of the last 90 days as of the 90 before'],
    ['lastPriceChange', -0.12, 'What was bought last cost 12 % less than in the year before'],
    ['lastPriceChange', 0.3, 'What was bought last cost 30 % more than in the year before'],
    ['priceComplaintsSinceOrder', 1, 'Complained of the price once since the last order'],
    ['ratings', Number.NaN, 'Has rated 0 products'],
  ])('of %s %d is %s', (name, value, sentence) => {
    if (!Number.isNaN(value)) expect(say(name, value)).toBe(sentence)
    else expect(behaviourFeatureOf(name)!.missing).toBeNull()
  })

  it('says today and yesterday in Chinese, too', () => {
    const last = behaviourFeatureOf('daysSinceLastOrder')!
    expect([0, 1, 10, 21].map((days) => sayFeature(last, days, 'zh'))).toEqual([
      '上次购买在 今天',
      '上次购买在 昨天',
      '上次购买在 10 天前',
      '上次购买在 21 天前',
    ])
  })

  it.each([
    ['views90', '最近 90 天没有浏览商品'],
    ['activeDays7', '最近 7 天没有到访'],
    ['searches30', '最近 30 天没有搜索'],
    ['cartAdds7', '最近 7 天没有加购'],
    ['returns', '没有退货'],
    ['ratings', '没有打分'],
    ['couponViews90', '最近 90 天没有看到优惠券'],
    ['purchaseDays30', '最近 30 天内没有购买'],
    ['purchaseDays', '共没有购买'],
    ['lowRatingDays', '没有打过一两星'],
    ['leftInCart', '购物车里没有商品'],
  ])('says in Chinese that there is nothing of %s', (name, sentence) => {
    expect(sayFeature(behaviourFeatureOf(name)!, 0, 'zh')).toBe(sentence)
    expect(sayFeature(behaviourFeatureOf(name)!, 10, 'zh')).toContain('10')
  })

  it('leaves no place empty, counts no single thing as many and shows no negative number, whatever the value', () => {
    const value = fc.oneof(fc.constantFrom(0, 1, -1, 10, 0.1), fc.double({ min: -400, max: 400, noNaN: true }))
    fc.assert(
      fc.property(
        fc.constantFrom(...behaviourFeatures),
        value,
        fc.constantFrom('en', 'zh'),
        (feature, any, language) => {
          const signed = feature.saysLess ? any : Math.abs(any)
          const sentence = sayFeature(feature, signed, language as 'en' | 'zh')
          expect(sentence).not.toMatch(/[{}]|NaN|-\d|(?<![\d.])1 (days|times|products|things|stars|coupons|pieces)/)
        },
      ),
    )
  })
})

describe('reasons of a prediction', () => {
  it('say what the baseline is, what each thing does, and what the rest comes to', () => {
    expect(texts.reason('CHURN', reason('baseline', 0.35, -0.6), 'en')).toBe(
      'A typical customer of this shop runs a risk of 35 %.',
    )
    expect(texts.reason('PURCHASE_30', reason('baseline', 0.002, -6), 'en')).toBe(
      'A typical person buys within 30 days with a probability of under 1 %.',
    )
    expect(texts.reason('CHURN', reason('lowestRatingSinceOrder', 2, 0.9), 'en')).toBe(
      'Gave 2 stars after the last order, which raises the risk.',
    )
    expect(texts.reason('PURCHASE_7', reason('spend30', 1234.5, 0.4), 'en')).toBe(
      'Spent €1,234.50 in the last 30 days, which makes an order likelier.',
    )
    expect(texts.reason('CHURN', reason('ratingMean', null, -0.3), 'en')).toBe(
      'Has rated nothing, which lowers the risk.',
    )
    expect(texts.reason('CHURN', reason('channel', null, 0.001, 'app'), 'en')).toBe(
      'Mostly comes through app, which changes little.',
    )
    expect(texts.reason('PURCHASE_90', reason('others', null, -0.5), 'en')).toBe(
      'Everything else together makes an order less likely.',
    )
  })

  it('say it in Chinese', () => {
    expect(texts.reason('CHURN', reason('lowestRatingSinceOrder', 2, 0.9), 'zh')).toBe(
      '上次购买后打了 2 星，使流失风险升高。',
    )
    expect(texts.reason('PURCHASE_30', reason('baseline', 0.12, -2), 'zh')).toBe(
      '本店典型用户在 30 天内购买的概率为 12 %。',
    )
    expect(texts.reason('CHURN', reason('baseline', 0.001, -6), 'zh')).toBe('本店典型顾客的流失风险为 低于 1 %。')
    expect(texts.reason('PURCHASE_30', reason('others', null, 0.1), 'zh')).toBe('其余因素合计使购买可能性升高。')
  })

  it('weigh what sets somebody apart, and weigh the baseline nothing', () => {
    const reasons = [reason('baseline', 0.2, -1.4), reason('silence', 3, 0.9), reason('others', null, -0.3)]
    const [baseline, silence, others] = texts.weights(reasons)
    expect([baseline, silence, others]).toEqual([0, expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)])
    expect(texts.weights([reason('baseline', 0.2, -1.4)])).toEqual([0])
  })
})

describe('the reason to act on', () => {
  it('is the one that tells why somebody leaves, not the silence that all who leave have in common', () => {
    const silent = [reason('silence', 3, 0.5), reason('daysSinceLastOrder', 90, 0.6)]
    const angry = reason('lowestRatingSinceOrder', 1, 0.4)
    expect(texts.main([reason('baseline', 0.2, -1.4), ...silent, angry, reason('others', null, 2)])).toBe(angry)
    expect(texts.main([reason('baseline', 0.2, -1.4), ...silent])?.feature).toBe('daysSinceLastOrder')
    expect(texts.main([...silent, reason('mostPriceChange180', null, 0.7)])?.feature).toBe('daysSinceLastOrder')
    expect(texts.main([reason('baseline', 0.2, -1.4), reason('silence', 0.1, -0.9)])).toBeNull()
  })

  it('is told by topic, which the baseline and the rest have none of', () => {
    expect(
      ['silence', 'lastRating', 'trait:city', 'baseline', 'others'].map((name) => texts.topic(reason(name, 1, 1))),
    ).toEqual(['SILENCE', 'EXPERIENCE', 'ABOUT', null, null])
  })
})

describe('what would change a prediction', () => {
  it('is one sentence with both probabilities', () => {
    const counterfactual = { lever: 'ORDER', before: 0.708, probability: 0.384 } as const
    expect(texts.counterfactual('CHURN', counterfactual, 'en')).toBe('With an order in the next 14 days: 0.71 to 0.38.')
    expect(texts.counterfactual('CHURN', counterfactual, 'zh')).toBe('若 14 天内再下一单：流失风险由 0.71 变为 0.38。')
    expect(texts.counterfactual('PURCHASE_30', { lever: 'VISIT', before: 0.012, probability: 0.0148 }, 'en')).toBe(
      'With a visit to the shop in the next 14 days: 0.012 to 0.015.',
    )
  })

  it('has words for everything that a shop can bring about', () => {
    const said = predictionLevers.flatMap((lever) =>
      (['en', 'zh'] as const).map((language) =>
        texts.counterfactual('CHURN', { lever, before: 0.6, probability: 0.5 }, language),
      ),
    )
    expect(new Set(said).size).toBe(2 * predictionLevers.length)
    expect(said.join(' ')).not.toContain('undefined')
  })
})
