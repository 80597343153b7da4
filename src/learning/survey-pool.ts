import type { SurveyItems } from '../models/cold-start/survey.ts'
import type { PopularProduct, SimilarPair } from '../store/survey.ts'

/** The products that newcomers are asked about and recommended, as kept with a run. */
export interface SurveyPool extends SurveyItems {
  readonly productIds: readonly number[]
  readonly popularity: readonly number[]
  readonly pointers: readonly number[]
  readonly neighbours: readonly number[]
  readonly similarities: readonly number[]
}

const rounded = (value: number): number => Number(value.toPrecision(4))

/** Similarities in both directions: what is similar to one is similar to the other. */
export const surveyPoolOf = (products: readonly PopularProduct[], pairs: readonly SimilarPair[]): SurveyPool => {
  const itemOf = new Map(products.map(({ productId }, item) => [productId, item]))
  const rows = products.map(() => new Map<number, number>())
  for (const { productId, otherId, score } of pairs) {
    const [a, b] = [itemOf.get(productId), itemOf.get(otherId)]
    if (a === undefined || b === undefined || a === b) continue
    const similarity = Math.min(1, Math.max(score, rows[a].get(b) ?? 0))
    rows[a].set(b, similarity)
    rows[b].set(a, similarity)
  }
  const pointers = [0]
  for (const row of rows) pointers.push(pointers[pointers.length - 1] + row.size)
  const sorted = rows.flatMap((row) => [...row].sort(([a], [b]) => a - b))
  return {
    productIds: products.map(({ productId }) => productId),
    popularity: products.map(({ share }) => rounded(share)),
    pointers,
    neighbours: sorted.map(([item]) => item),
    similarities: sorted.map(([, similarity]) => rounded(similarity)),
  }
}
