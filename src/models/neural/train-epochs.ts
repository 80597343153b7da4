import { createBestWeights } from './best-weights.ts'

/** How a network is trained, whatever it is made of. */
export interface Training {
  /** The network's own; changed by every epoch. */
  readonly weights: Float32Array
  readonly learningRate: number
  /** At most. */
  readonly epochs: number
  /** Epochs without a lower loss before it stops; every other one halves the learning rate. */
  readonly patience: number
  /** Whether `loss` is of a part that is not learned from. */
  readonly holdsBack: boolean
  readonly runEpoch: (learningRate: number) => void
  readonly loss: () => number
  readonly report?: (fraction: number) => void
}

/**
 * Trains until what is held back is told no better, and gives a copy of the weights of the best epoch; where nothing is, half the epochs and the last weights.
 * @throws Error where the loss is no longer a number
 */
export const trainEpochs = (training: Training): Float32Array => {
  const { weights, learningRate, patience, holdsBack, runEpoch, report } = training
  const { best, judge } = createBestWeights(weights)
  const epochs = holdsBack ? training.epochs : Math.ceil(training.epochs / 2)
  let halvings = 0
  for (let epoch = 1; epoch <= epochs; epoch++) {
    runEpoch(learningRate / 2 ** halvings)
    report?.(epoch / epochs)
    const loss = training.loss()
    if (!Number.isFinite(loss)) throw new Error(`Training went astray in epoch ${epoch}: the loss is no number.`)
    const stale = holdsBack ? judge(loss) : 0
    if (stale >= patience) break
    if (stale > 0 && stale % 2 === 0) halvings++
  }
  return holdsBack ? best : weights.slice()
}
