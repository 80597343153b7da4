import { type BinPlan, binsOf } from './bin-plan.ts'

/** Sums over some rows: of gradients, of curvatures, and how many. */
export interface Totals {
  readonly gradient: number
  readonly curvature: number
  readonly rows: number
}

export interface Split {
  readonly column: number
  /** By how much the loss falls, to second order, twice. */
  readonly gain: number
  /** 8 words: a bit for each bin that goes right. */
  readonly set: Int32Array
  readonly left: Totals
  readonly right: Totals
}

export interface SplitLimits {
  /** lambda of leaf values. */
  readonly ridge: number
  readonly leastRows: number
  /** Added to lambda where categories are put in order by what they say. */
  readonly categoryRidge: number
}

/** What sums by bin are made of. */
export interface BinLayout {
  readonly plans: readonly BinPlan[]
  /** Where the bins of each column begin; at the end, how many there are. */
  readonly offsets: Int32Array
  /** What one of the whole numbers is worth. */
  readonly gradientUnit: number
  readonly curvatureUnit: number
}

/** Less is rounding. */
const leastGain = 1e-9
/** Of each side: where hardly anything is left to learn a step would be long. */
const leastCurvature = 1e-3
/** Curvature added to a category's own before categories are put in order, so that rare ones stand in the middle. */
const smoothing = 2

/** The bins of one column that hold rows, read from whole numbers; sums of them are exact. Small leaves leave most bins empty: those are only counted, never looked at. */
const createReader = ({ gradientUnit, curvatureUnit }: BinLayout) => {
  const [gradient, curvature, rows] = [new Float64Array(256), new Float64Array(256), new Float64Array(256)]
  /** Their numbers, in order. */
  const filled = new Int32Array(256)
  const read = (sums: Int32Array, first: number, bins: number): number => {
    let count = 0
    for (let bin = 0, at = 4 * first; bin < bins; bin++, at += 4) {
      const held = sums[at + 3] >>> 8
      rows[bin] = held
      if (held === 0) continue
      gradient[bin] = (sums[at + 1] * 2 ** 32 + (sums[at] >>> 0)) * gradientUnit
      curvature[bin] = ((sums[at + 3] & 0xff) * 2 ** 32 + (sums[at + 2] >>> 0)) * curvatureUnit
      filled[count++] = bin
    }
    return count
  }
  return { gradient, curvature, rows, filled, read }
}

/** The place of the best cut so far: after so many of the order, and which side goes with what is missing. */
interface Cut {
  gain: number
  after: number
  missingLeft: boolean
}

/** A bit for each bin that is not marked. */
const unmarked = (marks: Uint8Array): Int32Array => {
  const set = new Int32Array(8)
  for (let bin = 0; bin < marks.length; bin++) if (marks[bin] === 0) set[bin >> 5] |= 1 << (bin & 31)
  return set
}

/**
 * Finds where to part rows in two, so that -(sum of gradients) / (sum of curvatures + lambda) on each side lowers the loss the most (Chen & Guestrin 2016, equation 7):
 *
 *   gain = G_l^2 / (H_l + lambda) + G_r^2 / (H_r + lambda) - G^2 / (H + lambda)
 *
 * Numbers are cut between bins, with what is missing on either side or on one of its own; where nothing is missing here, it goes with the most rows. Categories are put in
 * order by G / H and then cut (Fisher 1958), what is missing being one of them; those that are not here go with the most rows. Ties go to the first column.
 */
export const createSplitFinder = (layout: BinLayout, { ridge, leastRows, categoryRidge }: SplitLimits) => {
  const reader = createReader(layout)
  const { gradient, curvature, rows, filled } = reader
  const order = new Int32Array(256)
  const ratios = new Float64Array(256)
  const cut: Cut = { gain: 0, after: 0, missingLeft: false }

  const offer = (g: number, h: number, n: number, all: Totals, lambda: number, after: number, missingLeft: boolean) => {
    const [otherH, otherN] = [all.curvature - h, all.rows - n]
    if (n < leastRows || otherN < leastRows || h < leastCurvature || otherH < leastCurvature) return
    const otherG = all.gradient - g
    const gain = (g * g) / (h + lambda) + (otherG * otherG) / (otherH + lambda)
    if (gain <= cut.gain) return
    cut.gain = gain
    cut.after = after
    cut.missingLeft = missingLeft
  }

  const cutNumber = (bins: number, count: number, all: Totals): void => {
    let [g, h, n] = [0, 0, 0]
    const hasMissing = rows[0] > 0
    const last = hasMissing ? bins : bins - 1
    const most = all.rows - leastRows
    for (let at = hasMissing ? 1 : 0; at < count && n <= most; at++) {
      const bin = filled[at]
      if (bin >= last) break
      g += gradient[bin]
      h += curvature[bin]
      n += rows[bin]
      offer(g, h, n, all, ridge, bin, false)
      if (hasMissing && bin < bins - 1) offer(g + gradient[0], h + curvature[0], n + rows[0], all, ridge, bin, true)
    }
  }

  /** Bins that hold rows, by their gradient per curvature. */
  const putInOrder = (count: number): void => {
    for (let filledAt = 0; filledAt < count; filledAt++) {
      const bin = filled[filledAt]
      ratios[bin] = gradient[bin] / (curvature[bin] + smoothing)
      let at = filledAt
      for (; at > 0 && ratios[order[at - 1]] > ratios[bin]; at--) order[at] = order[at - 1]
      order[at] = bin
    }
  }

  const cutCategory = (count: number, all: Totals): void => {
    putInOrder(count)
    const lambda = count > 2 ? ridge + categoryRidge : ridge
    let [g, h, n] = [0, 0, 0]
    for (let at = 0; at < count - 1; at++) {
      g += gradient[order[at]]
      h += curvature[order[at]]
      n += rows[order[at]]
      offer(g, h, n, all, lambda, at, false)
    }
  }

  const isLow = new Uint8Array(256)

  const sumOfLow = (count: number): Totals => {
    let [g, h, n] = [0, 0, 0]
    for (let at = 0; at < count; at++) {
      const bin = filled[at]
      if (isLow[bin] === 0) continue
      g += gradient[bin]
      h += curvature[bin]
      n += rows[bin]
    }
    return { gradient: g, curvature: h, rows: n }
  }

  const markLow = ({ kind }: BinPlan): void => {
    isLow.fill(0)
    if (kind === 'NUMBER') isLow.fill(1, 1, cut.after + 1)
    else for (let at = 0; at <= cut.after; at++) isLow[order[at]] = 1
    if (cut.missingLeft) isLow[0] = 1
  }

  /** The sides of the cut of a column that was just read. */
  const sidesOf = (plan: BinPlan, count: number, all: Totals) => {
    const bins = binsOf(plan)
    markLow(plan)
    const left = sumOfLow(count)
    const right = {
      gradient: all.gradient - left.gradient,
      curvature: all.curvature - left.curvature,
      rows: all.rows - left.rows,
    }
    if (left.rows >= right.rows) {
      const absent = plan.kind === 'NUMBER' ? 1 : bins
      for (let bin = 0; bin < absent; bin++) if (rows[bin] === 0) isLow[bin] = 1
    }
    return { left, right, set: unmarked(isLow) }
  }

  const totalsOf = (sums: Int32Array): Totals => {
    isLow.fill(1)
    return sumOfLow(reader.read(sums, 0, binsOf(layout.plans[0])))
  }

  /** null where no cut is worth it. `columns`: those that may be asked. */
  const find = (sums: Int32Array, all: Totals, columns: ArrayLike<number>): Split | null => {
    const before = (all.gradient * all.gradient) / (all.curvature + ridge)
    const best: Cut = { gain: before + leastGain, after: 0, missingLeft: false }
    let bestColumn = -1
    for (let place = 0; place < columns.length; place++) {
      const column = columns[place]
      const plan = layout.plans[column]
      cut.gain = best.gain
      const count = reader.read(sums, layout.offsets[column], binsOf(plan))
      if (plan.kind === 'NUMBER') cutNumber(binsOf(plan), count, all)
      else cutCategory(count, all)
      if (cut.gain === best.gain) continue
      Object.assign(best, cut)
      bestColumn = column
    }
    if (bestColumn < 0) return null
    const plan = layout.plans[bestColumn]
    const count = reader.read(sums, layout.offsets[bestColumn], binsOf(plan))
    if (plan.kind === 'CATEGORY') putInOrder(count)
    Object.assign(cut, best)
    return { column: bestColumn, gain: best.gain - before, ...sidesOf(plan, count, all) }
  }

  return { totalsOf, find }
}

export type SplitFinder = ReturnType<typeof createSplitFinder>
