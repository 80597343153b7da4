import { type SelfAttentionShape, selfAttentionEncoder } from '../neural/self-attention-encoder.ts'
import { type NetworkOptions, networkDefaults, nextItemFamily } from './neural/next-item-family.ts'
import { everySignal, purchasesOnly } from './to-interactions.ts'

export interface SelfAttentionOptions extends NetworkOptions {
  readonly blocks: number
  /** Divides the width. */
  readonly heads: number
}

/**
 * SASRec (Kang & McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018), trained here with a sampled softmax instead of the paper's binary loss: what comes next,
 * from the last `longest` events in their order. A score is the chance of an item to be next, so that the scores of a person add up to 1.
 */
export const selfAttention = nextItemFamily<SelfAttentionOptions, SelfAttentionShape>({
  name: 'self-attention',
  defaults: { ...networkDefaults, weights: everySignal, width: 64, blocks: 2, heads: 2 },
  space: {
    weights: [everySignal, purchasesOnly],
    width: [32, 64, 128],
    blocks: [1, 2],
    dropout: [0.3, 0.6],
  },
  shapeOf: ({ width, blocks, heads, longest }) => ({ width, blocks, heads, farthest: longest }),
  encoderOf: selfAttentionEncoder,
})
