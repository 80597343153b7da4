import { describe, expect, it } from 'vitest'

import { trainEpochs } from '../../../src/models/neural/train-epochs.ts'

/** Runs epochs whose losses are given, and counts them in the only weight. */
const run = (losses: readonly number[], changed: { readonly holdsBack?: boolean; readonly epochs?: number } = {}) => {
  const weights = Float32Array.of(0)
  const rates: number[] = []
  const best = trainEpochs({
    weights,
    learningRate: 1,
    epochs: 20,
    patience: 5,
    holdsBack: true,
    runEpoch: (rate) => {
      rates.push(rate)
      weights[0]++
    },
    loss: () => losses[weights[0] - 1] ?? 9,
    ...changed,
  })
  return { best: best[0], rates }
}

describe('training epoch by epoch', () => {
  it('ends when nothing has been better for as many epochs as it is patient, and keeps the best', () => {
    expect(run([5, 3, 4, 4, 4, 4, 4])).toEqual({ best: 2, rates: [1, 1, 1, 1, 0.5, 0.5, 0.25] })
  })

  it('goes on where something is better again', () => {
    expect(run([5, 4, 6, 6, 6, 6, 3]).best).toBe(7)
  })

  it('takes half the epochs, all at one rate, and the last weights where nothing is held back', () => {
    expect(run([1, 2, 3, 4], { holdsBack: false, epochs: 7 })).toEqual({ best: 4, rates: [1, 1, 1, 1] })
  })

  it('says so when the loss is no longer a number', () => {
    expect(() => run([1, Number.NaN])).toThrow('Training went astray in epoch 2: the loss is no number.')
  })
})
