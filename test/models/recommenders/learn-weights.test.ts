import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../src/models/math/random.ts'
import { type CandidatePools, choicesOf, poolNdcg } from '../../../src/models/recommenders/candidate-pools.ts'
import { learnWeights } from '../../../src/models/recommenders/learn-weights.ts'

const [people, candidates] = [300, 30]

/** Everybody takes the candidate with the largest sum of what two parts say; `noise` is what the third says. */
const pools = ((): CandidatePools => {
  const random = createRandom(4)
  const scores = Float32Array.from({ length: people * candidates * 3 }, () => random.uniform())
  const isTaken = new Uint8Array(people * candidates)
  for (let user = 0; user < people; user++) {
    let best = user * candidates
    const worth = (row: number) => 2 * scores[3 * row] + scores[3 * row + 1]
    for (let row = best; row < (user + 1) * candidates; row++) if (worth(row) > worth(best)) best = row
    isTaken[best] = 1
  }
  return {
    parts: 3,
    pointers: Int32Array.from({ length: people + 1 }, (_, user) => user * candidates),
    scores,
    isTaken,
    taken: new Int32Array(people).fill(1),
  }
})()

describe('learned weights', () => {
  it('find two parts that tell the truth together, and leave out the noise', () => {
    const [first, second, noise] = learnWeights(pools, 5)
    expect(first + second + noise).toBeCloseTo(1, 12)
    expect(first / second).toBeGreaterThan(1.4)
    expect(first / second).toBeLessThan(2.8)
    expect(noise).toBe(0)
    expect(poolNdcg(pools, [first, second, noise], 5)).toBeGreaterThan(0.97)
  })

  it('are never worse than the best part alone', () => {
    const alone = [0, 1, 2].map((part) =>
      poolNdcg(
        pools,
        [0, 1, 2].map((at) => (at === part ? 1 : 0)),
        5,
      ),
    )
    expect(poolNdcg(pools, learnWeights(pools, 5), 5)).toBeGreaterThanOrEqual(Math.max(...alone))
  })

  it('are all 0 where nothing that was taken stands among the candidates', () => {
    const nothing = { ...pools, isTaken: new Uint8Array(people * candidates) }
    expect(learnWeights(nothing, 5)).toEqual([0, 0, 0])
    expect(choicesOf(nothing).chosen).toHaveLength(0)
  })

  it('count what was taken from outside as not found', () => {
    const half = { ...pools, taken: new Int32Array(people).fill(2) }
    const ideal = 1 + 1 / Math.log2(3)
    expect(poolNdcg(half, [2, 1, 0], 5)).toBeCloseTo(1 / ideal, 6)
  })
})
