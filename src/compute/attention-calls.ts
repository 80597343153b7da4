import type { Arena } from './arena.ts'
import type { Attention, AttentionBack } from './compute.ts'
import type { Pool } from './pool.ts'

/** Sequences of a block, and the multiplications in all. */
const blocksOf = ({ sequences, cells, width }: Pick<Attention, 'sequences' | 'cells' | 'width'>) => {
  const high = Math.max(1, Math.ceil(sequences / 16))
  return { high, blocks: Math.ceil(sequences / high), work: 2 * cells[sequences] * width }
}

export const createAttention =
  ({ run }: Pool, { addressOf }: Arena) =>
  (request: Attention): void => {
    const { sequences, pointers, cells, heads, width, farthest, qkv, bias, weights, out } = request
    const { high, blocks, work } = blocksOf(request)
    const shape = [sequences, addressOf(pointers), addressOf(cells), heads, width, farthest]
    const integers = [...shape, ...[qkv, bias, weights, out].map(addressOf), high]
    run({ kernel: 'attentionBlock', integers, blocks, work })
  }

export const createAttentionBack =
  ({ run }: Pool, { addressOf }: Arena) =>
  (request: AttentionBack): void => {
    const { sequences, pointers, cells, heads, width, qkv, weights, dOut, dQkv } = request
    const { high, blocks, work } = blocksOf(request)
    let longest = 0
    for (let s = 0; s < sequences; s++) longest = Math.max(longest, pointers[s + 1] - pointers[s])
    const shape = [sequences, addressOf(pointers), addressOf(cells), heads, width]
    const integers = [...shape, ...[qkv, weights, dOut, dQkv].map(addressOf), high]
    run({ kernel: 'attentionBackBlock', integers, blocks, work: 2 * work, scratchBytes: 4 * longest + 64 })
  }
