import type { SpendHistory } from '../../src/models/lifetime-value.ts'
import { createRandom } from '../../src/models/math/random.ts'

export interface SimulatedParameters {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
  readonly p: number
  readonly q: number
  readonly v: number
}

/** About the CDNOW customers, in weeks and dollars. */
export const plausibleParameters: SimulatedParameters = { r: 0.8, alpha: 6, a: 0.8, b: 2.5, p: 6, q: 4, v: 15 }

export interface SimulatedCustomers {
  readonly history: SpendHistory
  readonly futurePurchases: Float64Array
  readonly futureSpend: Float64Array
}

/** Customers that behave exactly as BG/NBD and Gamma-Gamma say, watched for 10 to 60 weeks and then for `horizon` more. */
export const simulateCustomers = (
  { r, alpha, a, b, p, q, v }: SimulatedParameters,
  customers: number,
  horizon: number,
  seed: number,
): SimulatedCustomers => {
  const random = createRandom(seed)
  const columns = Array.from({ length: 6 }, () => new Float64Array(customers))
  const [frequency, recency, tenure, monetary, futurePurchases, futureSpend] = columns
  for (let i = 0; i < customers; i++) {
    tenure[i] = 10 + 50 * random.uniform()
    const rate = random.gamma(r) / alpha
    const dropout = random.beta(a, b)
    const valueRate = random.gamma(q) / v
    let spent = 0
    for (let time = random.exponential(rate); time < tenure[i] + horizon; time += random.exponential(rate)) {
      const value = random.gamma(p) / valueRate
      if (time <= tenure[i]) {
        frequency[i]++
        recency[i] = time
        spent += value
      } else {
        futurePurchases[i]++
        futureSpend[i] += value
      }
      if (random.uniform() < dropout) break
    }
    monetary[i] = frequency[i] > 0 ? spent / frequency[i] : Number.NaN
  }
  return { history: { frequency, recency, tenure, monetary }, futurePurchases, futureSpend }
}
