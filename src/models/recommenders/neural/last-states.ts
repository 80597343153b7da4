import type { Compute } from '../../../compute/compute.ts'
import type { Encoder } from '../../neural/encoder.ts'
import type { Sequences } from '../sequences.ts'
import { type NetworkWeights, openNetwork } from './next-item-network.ts'

/** The state after the last event of each of `sequences` (none longer than `longest`): rows x width in memory that kernels reach, zeros for a row without events. */
export const lastStates = (
  compute: Compute,
  encoder: Encoder,
  weights: NetworkWeights,
  sequences: Sequences,
  longest: number,
): Float32Array => {
  const { width } = encoder
  const out = compute.float32(sequences.rows * width)
  compute.scope(() => {
    const room = { rows: Math.max(longest, Math.min(1024, sequences.item.length)), longest }
    const network = openNetwork(compute, encoder, room, weights, weights)
    for (let first = 0, next = 0; first < sequences.rows; first = next) {
      const start = sequences.pointers[first]
      while (next < sequences.rows && sequences.pointers[next + 1] - start <= room.rows) next++
      const end = sequences.pointers[next]
      if (end === start) continue
      const pointers = sequences.pointers.slice(first, next + 1).map((pointer) => pointer - start)
      const [item, signal] = [sequences.item.subarray(start, end), sequences.signal.subarray(start, end)]
      network.forward({ sequences: next - first, rows: end - start, pointers, item, signal }, null)
      for (let row = first; row < next; row++) {
        const last = pointers[row - first + 1] - 1
        if (last < pointers[row - first]) continue
        out.set(network.states.subarray(last * width, (last + 1) * width), row * width)
      }
    }
  })
  return out
}
