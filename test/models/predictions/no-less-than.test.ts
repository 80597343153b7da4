import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { noLessThan } from '../../../src/models/predictions/no-less-than.ts'

const logit = (probability: number) => Math.log(probability) - Math.log1p(-probability)

/** One named reason of 0.5, the rest among the others. */
const blockOf = (probabilities: readonly number[]) => ({
  probabilities: Float64Array.from(probabilities),
  baselines: new Float64Array(probabilities.length).fill(-1),
  features: new Int16Array(probabilities.length),
  contributions: new Float64Array(probabilities.length).fill(0.5),
  others: Float64Array.from(probabilities, (probability) => logit(probability) + 0.5),
})

describe('probabilities of a longer window', () => {
  it('are raised to those of a shorter one, and their reasons still add up', () => {
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(probability, probability), { minLength: 1 }), (pairs) => {
        const block = blockOf(pairs.map(([own]) => own))
        const raised = noLessThan(
          block,
          Float64Array.from(pairs, ([, floor]) => floor),
        )
        pairs.forEach(([own, floor], row) => {
          expect(raised.probabilities[row]).toBe(Math.max(own, floor))
          const sum = raised.baselines[row] + raised.contributions[row] + raised.others[row]
          expect(sum).toBeCloseTo(logit(raised.probabilities[row]), 9)
        })
      }),
    )
  })

  it('are left as they are where nothing is below', () => {
    const block = blockOf([0.2, 0.5])
    expect(noLessThan(block, new Float64Array(2))).toBe(block)
    expect(noLessThan(block, Float64Array.of(0.2, 0.1))).toBe(block)
  })
})
