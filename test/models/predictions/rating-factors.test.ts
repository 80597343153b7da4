import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../src/models/math/random.ts'
import {
  chooseRatingFactors,
  countSides,
  fitRatingFactors,
  predictRatings,
  type RatingRows,
  ratingDeviations,
} from '../../../src/models/predictions/rating-factors.ts'

const users = 60
const products = 40

/** Stars = 3 + own of the user + own of the product + taste x kind + noise, in drawn order. */
const planted = (ratings: number, { taste = 0, noise = 0.3, spread = 0.6 } = {}): RatingRows => {
  const random = createRandom(5)
  const own = Array.from({ length: users }, () => spread * random.normal())
  const worth = Array.from({ length: products }, () => spread * random.normal())
  const rows = Array.from({ length: ratings }, () => {
    const [user, product] = [random.integer(users), random.integer(products)]
    const agreement = taste * (user % 2 === 0 ? 1 : -1) * (product % 2 === 0 ? 1 : -1)
    const stars = 3 + own[user] + worth[product] + agreement + noise * random.normal()
    return { user, product, stars: Math.max(1, Math.min(5, stars)) }
  })
  return {
    users: Int32Array.from(rows, ({ user }) => user),
    products: Int32Array.from(rows, ({ product }) => product),
    stars: Float32Array.from(rows, ({ stars }) => stars),
    userCount: users,
    productCount: products,
  }
}

describe('ratings foretold', () => {
  it('find who rates high and what is rated high, beyond noise', () => {
    const { options, judged, baseline, margin } = chooseRatingFactors(planted(3000), 1, null)
    expect(options.factors).toBe(0)
    expect(judged.mse).toBeLessThan(0.15)
    expect(baseline.mse).toBeGreaterThan(0.5)
    expect(margin.low).toBeGreaterThan(0.3)
  })

  it('find that people agree on a kind, where biases say nothing', () => {
    const rows = planted(3000, { taste: 1, spread: 0.1 })
    const { options, judged } = chooseRatingFactors(rows, 1, null)
    expect(options.factors).toBeGreaterThan(0)
    expect(judged.r2).toBeGreaterThan(0.7)
  })

  it('are no better than the mean where there is nothing to find', () => {
    expect(chooseRatingFactors(planted(800, { spread: 0, noise: 1 }), 1, null).margin.low).toBeLessThanOrEqual(0)
  })

  it('draw those of whom little is known to the mean, and are less sure of them', () => {
    const rows = planted(400)
    const model = fitRatingFactors(rows, { factors: 0, strength: 1 }, 1)
    const known = countSides(rows)
    const strangers = { users: new Int32Array(users), products: known.products }
    const asked = { users: Int32Array.of(3), products: Int32Array.of(4) }
    expect(ratingDeviations(model, asked, strangers)[0]).toBeGreaterThan(ratingDeviations(model, asked, known)[0])
    const one = fitRatingFactors(
      { ...rows, users: Int32Array.of(0), products: Int32Array.of(0), stars: Float32Array.of(5) },
      { factors: 0, strength: 1 },
      1,
    )
    expect(predictRatings(one, { users: Int32Array.of(1), products: Int32Array.of(1) })[0]).toBe(5)
  })

  it('hold four in five within their width', () => {
    const rows = planted(3000)
    const { width, predictions, stars } = chooseRatingFactors(rows, 1, null)
    expect(width).toBeGreaterThan(0.8)
    expect(width).toBeLessThan(2)
    expect(predictions.length).toBe(stars.length)
  })

  it('are the same for the same seed', () => {
    const rows = planted(500, { taste: 1 })
    const options = { factors: 2, strength: 0.3 }
    expect(fitRatingFactors(rows, options, 3)).toEqual(fitRatingFactors(rows, options, 3))
  })
})
