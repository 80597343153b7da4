import { describe, expect, it } from 'vitest'

import { churnCounterfactual, churnReasons } from '../../src/features/churn-reasons.ts'

const contributions = { baseline: -0.04, recency: 0.01, frequency: 0.82, tenure: -0.36 }
const textsOf = (frequency: number) =>
  churnReasons({ recency: 1, frequency, tenure: 147 }, { ...contributions }, 0.49).map(({ text }) => text)

describe('churn reasons', () => {
  it('name the baseline first, then what moves the risk most, each with its direction', () => {
    expect(textsOf(0)).toEqual([
      'A typical customer of this shop runs a risk of 49 %.',
      'Has not bought again since the first day, which raises the risk.',
      'First bought 147 days ago, which lowers the risk.',
      'Last bought yesterday, which changes little.',
    ])
  })

  it('count what was bought again', () => {
    expect([1, 2].map((frequency) => textsOf(frequency)[1])).toEqual([
      'Has bought again once, which raises the risk.',
      'Has bought again 2 times, which raises the risk.',
    ])
  })
})

describe('a churn counterfactual', () => {
  it('never promises a risk of nothing', () => {
    expect(churnCounterfactual(0.004)?.text).toBe('One more order now would bring the risk to under 1 %.')
    expect(churnCounterfactual(0.005)?.text).toBe('One more order now would bring the risk to 1 %.')
  })

  it('is absent where one more order would not help', () => {
    expect(churnCounterfactual(Number.NaN)).toBeNull()
  })
})
