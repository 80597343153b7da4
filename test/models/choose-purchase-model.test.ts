import { describe, expect, it } from 'vitest'

import { choosePurchaseModel } from '../../src/models/choose-purchase-model.ts'
import { futureOf, logProbabilityOf, medianPurchases, type PurchaseModel } from '../../src/models/purchase-model.ts'
import { plausibleParameters, simulateCustomers } from '../support/simulate-customers.ts'
import { simulateParetoNbd } from '../support/simulate-pareto-nbd.ts'

const choose = (
  ...[history, purchases, horizon]: readonly [
    Parameters<typeof choosePurchaseModel>[0]['history'],
    Float64Array,
    number,
  ]
) => {
  const fit = choosePurchaseModel({ history, purchases, horizon })
  if (fit.kind === 'insufficient') throw new Error(fit.what)
  return fit.model
}

const models: readonly PurchaseModel[] = [
  {
    name: 'bg-nbd',
    r: 0.243,
    alpha: 4.414,
    a: 0.793,
    b: 2.426,
    logLikelihood: -9582.43,
    customers: 2357,
    groups: 1,
    iterations: 1,
    fallback: null,
  },
  {
    name: 'pareto-nbd',
    r: 0.553,
    alpha: 10.578,
    s: 0.606,
    beta: 11.669,
    logLikelihood: -9594.98,
    customers: 2357,
    groups: 1,
    iterations: 1,
    fallback: null,
  },
]

describe.each(models)('the future under $name', (model) => {
  const future = futureOf(model, 6, 36, 38, 39)

  it('has probabilities of each count that add up to 1 and whose mean is what is expected', () => {
    const counts = Array.from({ length: 120 }, (_, n) => Math.exp(logProbabilityOf(future, n)))
    expect(counts.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    expect(counts.reduce((sum, p, n) => sum + n * p, 0)).toBeCloseTo(future.expected, 4)
  })

  it('has a median that is as likely exceeded as not, and is 0 for who is probably gone', () => {
    const median = medianPurchases(future)
    const below = (n: number) =>
      Array.from({ length: n }, (_, k) => Math.exp(logProbabilityOf(future, k))).reduce((sum, p) => sum + p, 0)
    expect(below(median)).toBeLessThanOrEqual(0.5)
    expect(below(median + 1)).toBeGreaterThanOrEqual(0.5)
    expect(medianPurchases(futureOf(model, 6, 5, 38, 39))).toBe(0)
  })
})

describe('choosePurchaseModel', () => {
  it('takes Pareto/NBD for customers who may leave at any time, also before they ever come back', () => {
    const { history, futurePurchases } = simulateParetoNbd({ r: 1.5, alpha: 4, s: 1.2, beta: 12 }, 6_000, 26, 2)
    const { name, difference, standardError, paretoNbd } = choose(history, futurePurchases, 26)
    expect(name).toBe('pareto-nbd')
    expect(difference).toBeGreaterThan(standardError)
    expect(paretoNbd.model.name).toBe('pareto-nbd')
  })

  it('takes BG/NBD for customers who leave after a purchase', () => {
    const parameters = { ...plausibleParameters, r: 1.5, alpha: 4, a: 1, b: 2 }
    const { history, futurePurchases } = simulateCustomers(parameters, 6_000, 26, 3)
    expect(choose(history, futurePurchases, 26)).toMatchObject({ name: 'bg-nbd' })
  })

  it('takes BG/NBD, the simpler one, where nobody ever leaves and both say the same', () => {
    const { history, futurePurchases } = simulateParetoNbd({ r: 1.5, alpha: 8, s: 0.01, beta: 2_000 }, 1_500, 13, 4)
    const { name, difference } = choose(history, futurePurchases, 13)
    expect(name).toBe('bg-nbd')
    expect(Math.abs(difference)).toBeLessThan(0.01)
  })

  it('says what is missing where hardly anybody came back', () => {
    const history = {
      frequency: new Float64Array(40),
      recency: new Float64Array(40),
      tenure: new Float64Array(40).fill(9),
    }
    const purchases = new Float64Array(40)
    expect(choosePurchaseModel({ history, purchases, horizon: 4 })).toMatchObject({ kind: 'insufficient', have: 0 })
  })
})
