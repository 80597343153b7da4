/** How a column of categories becomes features: one per slot, 1 or 0 less the slot's share. Fitted on training rows only. */
export interface CategoryPlan {
  readonly kind: 'CATEGORY'
  /** Per level its slot; the rarest levels share one. -1: not seen in training, which contributes nothing. */
  readonly slotOf: Int32Array
  /** The slot of what is missing; -1 where nothing was. */
  readonly missingSlot: number
  /** Per slot how many of the rows are in it. None where all rows are in one. */
  readonly shares: Float64Array
}

const countLevels = (cells: Float32Array, levels: number) => {
  const counts = new Float64Array(levels)
  let missing = 0
  for (const code of cells) {
    if (Number.isNaN(code)) missing++
    else counts[code]++
  }
  return { counts, missing }
}

/** One-hot coding of the `most` most frequent levels and of what is missing; the other levels share a slot. */
export const planCategory = (cells: Float32Array, levels: number, most: number): CategoryPlan => {
  const { counts, missing } = countLevels(cells, levels)
  const seen = Array.from(counts.keys()).filter((level) => counts[level] > 0)
  const kept = new Set([...seen].sort((a, b) => counts[b] - counts[a] || a - b).slice(0, most))
  const inSlots: number[] = []
  const slotOf = new Int32Array(levels).fill(-1)
  for (const level of seen.filter((level) => kept.has(level))) {
    slotOf[level] = inSlots.length
    inSlots.push(counts[level])
  }
  const rare = seen.filter((level) => !kept.has(level))
  if (rare.length > 0) {
    for (const level of rare) slotOf[level] = inSlots.length
    inSlots.push(rare.reduce((sum, level) => sum + counts[level], 0))
  }
  const missingSlot = missing > 0 ? inSlots.push(missing) - 1 : -1
  if (inSlots.length < 2) {
    return { kind: 'CATEGORY', slotOf: slotOf.fill(-1), missingSlot: -1, shares: new Float64Array(0) }
  }
  return { kind: 'CATEGORY', slotOf, missingSlot, shares: Float64Array.from(inSlots, (count) => count / cells.length) }
}

const slotAt = ({ slotOf, missingSlot }: CategoryPlan, code: number): number =>
  Number.isNaN(code) ? missingSlot : slotOf[code]

/** As `writeNumber`. */
export const writeCategory = (
  plan: CategoryPlan,
  cells: Float32Array,
  [from, to]: readonly [number, number],
  out: Float32Array,
  width: number,
  first: number,
): void => {
  const { shares } = plan
  for (let row = from, at = first; row < to; row++, at += width) {
    const slot = slotAt(plan, cells[row])
    for (let j = 0; j < shares.length; j++) out[at + j] = slot < 0 ? 0 : -shares[j]
    if (slot >= 0) out[at + slot] += 1
  }
}

/** As `addNumberScores`. */
export const addCategoryScores = (
  plan: CategoryPlan,
  coefficients: Float64Array,
  cells: Float32Array,
  [from, to]: readonly [number, number],
  scores: Float64Array,
): void => {
  const mean = plan.shares.reduce((sum, share, slot) => sum + share * coefficients[slot], 0)
  for (let row = from; row < to; row++) {
    const slot = slotAt(plan, cells[row])
    if (slot >= 0) scores[row - from] += coefficients[slot] - mean
  }
}

/** As `addNumberGradient`. */
export const addCategoryGradient = (
  plan: CategoryPlan,
  cells: Float32Array,
  [from, to]: readonly [number, number],
  residuals: Float64Array,
  gradient: Float64Array,
): void => {
  let known = 0
  for (let row = from; row < to; row++) {
    const slot = slotAt(plan, cells[row])
    if (slot < 0) continue
    gradient[slot] += residuals[row - from]
    known += residuals[row - from]
  }
  for (let slot = 0; slot < plan.shares.length; slot++) gradient[slot] -= plan.shares[slot] * known
}
