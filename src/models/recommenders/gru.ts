import { gruEncoder } from '../neural/gru-encoder.ts'
import { type NetworkOptions, networkDefaults, nextItemFamily } from './neural/next-item-family.ts'
import { everySignal, purchasesOnly } from './to-interactions.ts'

/**
 * GRU4Rec (Hidasi & Karatzoglou, "Recurrent Neural Networks with Top-k Gains for Session-based Recommendations", CIKM 2018) with the loss and the training of self-attention:
 * what comes next, from a state that every event changes. A score is the chance of an item to be next.
 */
export const gru = nextItemFamily<NetworkOptions, { readonly width: number }>({
  name: 'gru',
  defaults: { ...networkDefaults, weights: everySignal, width: 64 },
  space: {
    weights: [everySignal, purchasesOnly],
    width: [32, 64, 128],
    dropout: [0.3, 0.6],
  },
  shapeOf: ({ width }) => ({ width }),
  encoderOf: ({ width }) => gruEncoder(width),
})
