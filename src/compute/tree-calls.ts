import type { Arena } from './arena.ts'
import type { Pool } from './pool.ts'
import type { BinColumn, BinnedRows, BinSums, BoostGradients, PartRows, TreeSteps, TreeSums } from './tree-steps.ts'

/** Rows of a block where each costs little. */
const manyRows = 16_384
/** Rows that are worth sums of their own, beside adding those up. */
const leastOfSums = 16_384
const mostParts = 16
/** Rows whose bins stay in cache while all trees are gone through. */
const rowsOfTrees = 512

const blocksOf = (rows: number, high: number): number => Math.ceil(rows / high)

/** The address of the byte that a column has in the first row. */
const firstByte = ({ addressOf }: Arena, { rows, bins }: BinnedRows, column: number): number =>
  addressOf(bins) + 8 * rows * (column >> 3) + (column & 7)

const createBinColumn =
  ({ run }: Pool, arena: Arena) =>
  ({ binned, column, cells, edges }: BinColumn): void => {
    const { rows } = binned
    const addresses = [arena.addressOf(cells), arena.addressOf(edges), firstByte(arena, binned, column)]
    const blocks = blocksOf(rows, manyRows)
    run({ kernel: 'binColumnBlock', integers: [rows, ...addresses, manyRows], blocks, work: 20 * rows })
  }

const createBoostGradients =
  ({ run }: Pool, { addressOf }: Arena) =>
  ({ loss, scores, targets, gradients, gradientScale, curvatureScale }: BoostGradients): void => {
    const rows = scores.length
    const arrays = [scores, targets, gradients].map(addressOf)
    run({
      kernel: 'boostGradientsBlock',
      integers: [rows, ...arrays, loss === 'logistic' ? 1 : 0, manyRows],
      floats: [gradientScale, curvatureScale],
      blocks: blocksOf(rows, manyRows),
      work: 10 * rows,
    })
  }

const createSumBins =
  ({ run }: Pool, arena: Arena) =>
  ({ binned, gradients, members, from, to, offsets, sums, whole }: BinSums): void =>
    arena.scope(() => {
      const { addressOf } = arena
      const { rows, columns, bins } = binned
      const [count, size] = [to - from, offsets[columns]]
      const high = Math.max(leastOfSums, Math.ceil(count / mostParts))
      const blocks = Math.max(1, blocksOf(count, high))
      const parts = blocks === 1 ? addressOf(sums) : arena.reserve(16 * size * blocks)
      const less = whole ? addressOf(whole) : 0
      const read = [addressOf(bins), addressOf(gradients), addressOf(members) + 4 * from, count, high]
      const written = [addressOf(offsets), parts, size, blocks === 1 ? less : 0]
      const integers = [rows, columns, ...read, ...written]
      run({ kernel: 'sumBinsBlock', integers, blocks, work: 3 * count * columns })
      if (blocks === 1) return
      const wide = Math.ceil(size / 8)
      const join = [parts, size, blocks, addressOf(sums), less, wide]
      run({ kernel: 'joinBinsBlock', integers: join, blocks: blocksOf(size, wide), work: 2 * size * blocks })
    })

const createPartRows =
  ({ run }: Pool, arena: Arena) =>
  ({ binned, column, set, members, from, to, spare }: PartRows): number =>
    arena.scope(() => {
      const { addressOf } = arena
      const count = to - from
      const blocks = blocksOf(count, manyRows)
      const [counts, fronts, backs] = [arena.int32(blocks), arena.int32(blocks), arena.int32(blocks)]
      const [first, aside] = [addressOf(members) + 4 * from, addressOf(spare)]
      const ways = [firstByte(arena, binned, column), addressOf(set)]
      const integers = [...ways, first, count, aside, addressOf(counts), manyRows]
      run({ kernel: 'partRowsBlock', integers, blocks, work: 4 * count })
      const front = counts.reduce((sum, own) => sum + own, 0)
      for (let block = 1; block < blocks; block++) fronts[block] = fronts[block - 1] + counts[block - 1]
      for (let block = 0; block < blocks; block++) backs[block] = front + block * manyRows - fronts[block]
      const places = [counts, fronts, backs].map(addressOf)
      run({ kernel: 'joinRowsBlock', integers: [first, count, aside, ...places, manyRows], blocks, work: 4 * count })
      return front
    })

const createAddTrees =
  ({ run }: Pool, { addressOf }: Arena) =>
  ({ binned, nodes, roots, members, sums }: TreeSums): void => {
    const count = sums.length / 2
    const tree = [nodes.column, nodes.left, nodes.set, nodes.value].map(addressOf)
    const rows = [binned.rows, members ? addressOf(members) : 0, count, addressOf(binned.bins)]
    run({
      kernel: 'addTreesBlock',
      integers: [...rows, ...tree, addressOf(roots), roots.length, addressOf(sums), rowsOfTrees],
      blocks: blocksOf(count, rowsOfTrees),
      work: 40 * count * roots.length,
    })
  }

export const createTreeSteps = (pool: Pool, arena: Arena): TreeSteps => ({
  binColumn: createBinColumn(pool, arena),
  boostGradients: createBoostGradients(pool, arena),
  sumBins: createSumBins(pool, arena),
  partRows: createPartRows(pool, arena),
  addTrees: createAddTrees(pool, arena),
})
