import { softplus } from '../math/sigmoid.ts'
import { cellOfRows, cellsOf, countTogether, type StateTable } from './contingency.ts'
import type { Parents } from './learn-structure.ts'

/** The labels must become so much likelier (in nats, all rows together) for an arc to be let in. */
const least = 1

/** A node that the label points at. */
interface Candidate {
  readonly node: number
  /** Per row what it adds to the logit, from tables without that very row. */
  readonly added: Float32Array
}

/** log P(state | 1, others) / P(state | 0, others) per row, the row itself left out of the counts, under Dirichlet priors worth `prior` rows a table. */
const leaveOneOut = (table: StateTable, node: number, parents: readonly number[], label: number, prior: number) => {
  const others = parents.filter((parent) => parent !== label)
  const members = [...others, node]
  const size = table.sizes[node]
  const cells = cellsOf(table.sizes, members)
  const each = prior / (2 * cells)
  const counts = countTogether(table, [label, ...members])
  const totals = new Float64Array((2 * cells) / size)
  counts.forEach((count, at) => {
    totals[Math.floor(at / size)] += count
  })
  const logChance = (at: number, less: number): number =>
    Math.log((counts[at] - less + each) / (totals[Math.floor(at / size)] - less + each * size))
  const cell = cellOfRows(table, members)
  // One value per label and cell: rows that are alike have the same.
  const weights = Float32Array.from(counts, (count, at) => {
    const isOne = at >= cells
    if (count === 0) return 0
    const own = at % cells
    return logChance(own + cells, isOne ? 1 : 0) - logChance(own, isOne ? 0 : 1)
  })
  const labels = table.states[label]
  return Float32Array.from(cell, (own, row) => weights[own + cells * labels[row]])
}

/** The log-likelihood of the labels where the logit is `logits`, and where it has `sign` times `added` more. */
const likelihood = (labels: Uint8Array, logits: Float64Array, added?: Float32Array, sign = 1): number => {
  let sum = 0
  for (let row = 0; row < labels.length; row++) {
    const logit = logits[row] + (added === undefined ? 0 : sign * added[row])
    sum -= softplus(labels[row] === 1 ? -logit : logit)
  }
  return sum
}

export interface SelectOptions {
  /** What the Dirichlet priors of a table are worth, in rows. */
  readonly prior: number
  /** These arcs stay. */
  readonly isRequired: (from: number, to: number) => boolean
}

/**
 * Of the nodes that the label points at those by which it is foretold better, all together: one after the other the arc that makes the labels likeliest given everything else is let in, or one that is missed
 * least goes again, until nothing helps (selective Bayes, Langley & Sage 1994; by conditional likelihood, Grossman & Domingos 2004, here leaving each row out of the tables that judge it).
 * What says the same twice is thus counted once. Gives the structure without the arcs that were left out.
 */
export const selectEvidence = (
  table: StateTable,
  parents: Parents,
  label: number,
  { prior, isRequired }: SelectOptions,
): Parents => {
  const labels = table.states[label]
  const ones = labels.reduce((sum, own) => sum + own, 0)
  const logits = new Float64Array(table.rows).fill(Math.log((ones + 0.5) / (table.rows - ones + 0.5)))
  const chosen = new Set<number>()
  const toggle = ({ node, added }: Candidate): void => {
    const sign = chosen.delete(node) ? -1 : 1
    if (sign > 0) chosen.add(node)
    for (let row = 0; row < added.length; row++) logits[row] += sign * added[row]
  }
  const candidates = parents.flatMap((own, node): readonly Candidate[] =>
    own.includes(label) ? [{ node, added: leaveOneOut(table, node, own, label, prior) }] : [],
  )
  for (const candidate of candidates) if (isRequired(label, candidate.node)) toggle(candidate)
  const free = candidates.filter(({ node }) => !isRequired(label, node))
  for (let step = 0; step < 3 * free.length; step++) {
    const now = likelihood(labels, logits)
    const judged = free.map((candidate) => {
      const isIn = chosen.has(candidate.node)
      // What comes must be worth it; what goes need not have been wrong.
      const price = isIn ? -least / 2 : least
      return { candidate, gain: likelihood(labels, logits, candidate.added, isIn ? -1 : 1) - now - price }
    })
    const best = judged.reduce((a, b) => (b.gain > a.gain ? b : a))
    if (!(best.gain > 0)) break
    toggle(best.candidate)
  }
  return parents.map((own, node) => (chosen.has(node) ? own : own.filter((parent) => parent !== label)))
}
