import { createRandom } from '../../src/models/math/random.ts'
import type { ParetoNbdParameters } from '../../src/models/pareto-nbd-dropout.ts'
import type { PurchaseSummary } from '../../src/models/purchase-summary.ts'

/** Customers that behave exactly as Pareto/NBD says, watched for 10 to 60 weeks and then for `horizon` more. */
export const simulateParetoNbd = (
  { r, alpha, s, beta }: ParetoNbdParameters,
  customers: number,
  horizon: number,
  seed: number,
): { readonly history: PurchaseSummary; readonly futurePurchases: Float64Array } => {
  const random = createRandom(seed)
  const [frequency, recency, tenure, futurePurchases] = Array.from({ length: 4 }, () => new Float64Array(customers))
  for (let i = 0; i < customers; i++) {
    tenure[i] = 10 + 50 * random.uniform()
    const rate = random.gamma(r) / alpha
    const end = Math.min(tenure[i] + horizon, random.exponential(random.gamma(s) / beta))
    for (let time = random.exponential(rate); time < end; time += random.exponential(rate)) {
      if (time > tenure[i]) futurePurchases[i]++
      else {
        frequency[i]++
        recency[i] = time
      }
    }
  }
  return { history: { frequency, recency, tenure }, futurePurchases }
}
