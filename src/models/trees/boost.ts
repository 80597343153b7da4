import type { BinnedRows } from '../../compute/tree-steps.ts'
import type { FitTools } from '../classifiers/family.ts'
import { createRandom, type Random } from '../math/random.ts'
import { createSplitFinder, type Totals } from './best-split.ts'
import { type BinPlan, binsOf } from './bin-plan.ts'
import { doublesOf } from './bin-rows.ts'
import type { Boosted } from './boosted.ts'
import { createGrower, type Leaf } from './grow-tree.ts'
import { createNodeWriter, type Trees } from './node-writer.ts'
import type { BoostOptions } from './options.ts'
import { scalesOf } from './scales.ts'

export interface Boosting {
  readonly binned: BinnedRows
  readonly plans: readonly BinPlan[]
  readonly boosted: Boosted
  readonly options: BoostOptions
  readonly tools: FitTools
}

export interface BoostRows {
  /** Ascending. */
  readonly grown: Int32Array
  /** Decide when to stop; may be none. */
  readonly held: Int32Array
}

const offsetsOf = (plans: readonly BinPlan[]): Int32Array => {
  const offsets = new Int32Array(plans.length + 1)
  plans.forEach((plan, at) => {
    offsets[at + 1] = offsets[at] + binsOf(plan)
  })
  return offsets
}

const setUp = ({ binned, plans, boosted, options, tools: { compute } }: Boosting) => {
  const { rows } = binned
  const scales = scalesOf(boosted)
  const offsets = compute.int32(plans.length + 1)
  offsets.set(offsetsOf(plans))
  const [gradientUnit, curvatureUnit] = [1 / scales.gradientScale, 1 / scales.curvatureScale]
  const layout = { plans, offsets, gradientUnit, curvatureUnit }
  const nodes = createNodeWriter(options.trees * (2 * options.leaves - 1), compute)
  const [scores, targets, gradients] = [compute.float32(rows), compute.float32(rows), compute.int32(2 * rows)]
  scores.fill(boosted.start)
  targets.set(boosted.targets)
  const [members, spare, set] = [compute.int32(rows), compute.int32(rows), compute.int32(8)]
  const finder = createSplitFinder(layout, options)
  const { leaves, depth, leastRows, learningRate, ridge } = options
  const worthOf = ({ gradient, curvature }: Totals): number => (-learningRate * gradient) / (curvature + ridge)
  const ground = { compute, binned, gradients, layout, offsets, finder, nodes, members, spare, set, free: [] }
  const grow = createGrower(ground, { leaves, depth, leastRows, worthOf })
  const step = { loss: boosted.loss, scores, targets, gradients, ...scales }
  return { grow, nodes, members, scores, findGradients: () => compute.boostGradients(step) }
}

/** A tree that asks fewer columns than these hears little of what matters only together. */
const leastColumns = 4

/** Columns that a tree may ask; ascending. */
const drawColumns = (columns: readonly number[], share: number, random: Random): Int32Array => {
  if (share >= 1) return Int32Array.from(columns)
  const count = Math.min(columns.length, Math.max(leastColumns, Math.round(share * columns.length)))
  return Int32Array.from(random.shuffle(columns).slice(0, count)).sort()
}

/** The rows that a tree is grown from, in front of the others; how many. */
const drawRows = (rows: Int32Array, share: number, random: Random, out: Int32Array): number => {
  if (share >= 1) {
    out.set(rows)
    return rows.length
  }
  let [front, back] = [0, rows.length]
  for (const row of rows) {
    if (random.uniform() < share) out[front++] = row
    else out[--back] = row
  }
  return front
}

const addLeaves = (leaves: readonly Leaf[], members: Int32Array, scores: Float32Array): void => {
  for (const { from, to, value } of leaves) for (let at = from; at < to; at++) scores[members[at]] += value
}

/** What the last tree says of rows that it was not grown from. */
const lastTreeOf =
  ({ binned, tools: { compute } }: Boosting, nodes: ReturnType<typeof createNodeWriter>) =>
  (rows: Int32Array): Float64Array =>
    compute.scope(() => {
      const [members, sums, roots] = [compute.int32(rows.length), compute.int32(2 * rows.length), compute.int32(1)]
      members.set(rows)
      roots[0] = nodes.lastRoot()
      compute.addTrees({ binned, nodes: nodes.nodes, roots, members, sums })
      return doublesOf(sums).slice()
    })

/** Keeps the mean loss on rows held out, and after how many trees it was least. */
const createWatch = ({ lossOf, targets, start }: Boosted, held: Int32Array) => {
  const scores = new Float64Array(held.length).fill(start)
  const lossNow = (): number => {
    let sum = 0
    for (let at = 0; at < held.length; at++) sum += lossOf(scores[at], targets[held[at]])
    return sum / held.length
  }
  let [best, least] = [0, lossNow()]
  const hear = (values: Float64Array, trees: number): void => {
    for (let at = 0; at < held.length; at++) scores[at] += values[at]
    const loss = lossNow()
    if (!(loss < least)) return
    least = loss
    best = trees
  }
  return { hear, best: () => best }
}

/**
 * Gradient boosting (Friedman 2001): each tree fits what the trees before it left over. Stops early where rows are held out.
 * Leaf values of the trees that are given are times `scale`.
 */
export const boost = (boosting: Boosting, { grown, held }: BoostRows, scale: number): Trees => {
  const { plans, boosted, options, tools } = boosting
  const { compute, seed, report } = tools
  return compute.scope(() => {
    const { grow, nodes, members, scores, findGradients } = setUp(boosting)
    const lastTree = lastTreeOf(boosting, nodes)
    const watch = held.length > 0 ? createWatch(boosted, held) : null
    const random = createRandom(seed)
    const columns = Array.from(plans.keys()).filter((column) => binsOf(plans[column]) > 2)
    for (let tree = 1; tree <= options.trees; tree++) {
      findGradients()
      const count = drawRows(grown, options.rowShare, random, members)
      const leaves = grow(count, drawColumns(columns, options.columnShare, random))
      if (leaves.length === 1 && options.rowShare >= 1 && options.columnShare >= 1) return nodes.copy(tree - 1, scale)
      addLeaves(leaves, members, scores)
      if (count < grown.length) {
        const others = members.slice(count, grown.length)
        lastTree(others).forEach((value, at) => {
          scores[others[at]] += value
        })
      }
      watch?.hear(lastTree(held), tree)
      report?.(tree / options.trees)
      if (watch && tree - watch.best() >= options.patience) break
    }
    return nodes.copy(watch ? watch.best() : options.trees, scale)
  })
}
