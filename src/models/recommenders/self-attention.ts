import { createRandom } from '../math/random.ts'
import type { RecommenderFamily, TrainingData } from './family.ts'
import { createLeaveOut } from './leave-out.ts'
import { denseWeights } from './neural/next-item-network.ts'
import { type NextItemModel, scoreNextItem } from './neural/score-next-item.ts'
import { type SelfAttentionShape, selfAttentionEncoder } from './neural/self-attention-encoder.ts'
import { type TrainingOptions, trainingMemory, trainNextItem } from './neural/train-next-item.ts'
import { toSequences } from './sequences.ts'
import { everySignal, purchasesOnly } from './to-interactions.ts'

export interface SelfAttentionOptions extends TrainingOptions {
  /** Numbers an item. */
  readonly width: number
  readonly blocks: number
  readonly heads: number
}

export interface SelfAttention extends NextItemModel {
  readonly shape: SelfAttentionShape
}

const shapeOf = ({ width, blocks, heads, longest }: SelfAttentionOptions): SelfAttentionShape => ({
  width,
  blocks,
  heads,
  farthest: longest,
})

const recommendableItems = ({ items, recommendable }: TrainingData['catalogue']): Int32Array =>
  Int32Array.from({ length: items }, (_, item) => item).filter((item) => recommendable[item])

const score: RecommenderFamily<SelfAttentionOptions, SelfAttention>['score'] = (model, block, compute) =>
  scoreNextItem(selfAttentionEncoder(model.shape), model, block, compute)

/**
 * SASRec (Kang & McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018), trained here with a sampled softmax instead of the paper's binary loss: what comes next,
 * from the last `longest` events in their order. A score is the chance of an item to be next, so that the scores of a person add up to 1.
 */
export const selfAttention: RecommenderFamily<SelfAttentionOptions, SelfAttention> = {
  name: 'self-attention',
  defaults: {
    weights: everySignal,
    width: 64,
    blocks: 2,
    heads: 2,
    longest: 50,
    dropout: 0.5,
    negatives: 1024,
    learningRate: 0.001,
    epochs: 40,
    patience: 4,
    batchEvents: 1024,
  },
  space: {
    weights: [everySignal, purchasesOnly],
    width: [32, 64, 128],
    blocks: [1, 2],
    dropout: [0.2, 0.5],
  },
  isSequential: true,
  memory: ({ histories, catalogue }, options) => {
    const encoder = selfAttentionEncoder(shapeOf(options))
    return {
      model: 4 * (catalogue.items * options.width + denseWeights(encoder)) + catalogue.items + 128,
      fit: trainingMemory(encoder, catalogue.items, histories.item.length, options),
    }
  },
  fit: ({ histories, catalogue }, options, tools) => {
    const shape = shapeOf(options)
    const sequences = toSequences(histories, catalogue.recommendable, { weights: options.weights, longest: Infinity })
    const { embedding, dense } = trainNextItem(
      selfAttentionEncoder(shape),
      sequences,
      recommendableItems(catalogue),
      catalogue.items,
      options,
      tools,
      createRandom(tools.seed),
    )
    const { weights, longest } = options
    return Object.freeze({ shape, weights, longest, recommendable: catalogue.recommendable.slice(), embedding, dense })
  },
  score,
  explain: createLeaveOut(score),
}
