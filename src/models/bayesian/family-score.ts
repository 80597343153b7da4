import { cellsOf, countTogether, type StateTable } from './contingency.ts'

/** The worth of a node with these parents; the worth of a structure is the sum over its nodes. */
export type FamilyScore = (node: number, parents: readonly number[]) => number

/** Families with more cells than this are not looked at: they would never pay for their description. */
export const mostCells = 20_000

/**
 * The Bayesian information criterion of one family (Schwarz 1978), maximised log-likelihood less its price,
 *
 *   sum over cells of N_jk log(N_jk / N_j) - log(N) / 2 (states - 1) (configurations of the parents),
 *
 * from a table of counts; each family is counted once. -Infinity for a family of too many cells.
 */
export const createFamilyScore = (table: StateTable): FamilyScore => {
  const known = new Map<string, number>()
  const price = Math.log(Math.max(2, table.rows)) / 2
  const compute: FamilyScore = (node, parents) => {
    const members = [...parents, node]
    if (cellsOf(table.sizes, members) > mostCells) return -Infinity
    const counts = countTogether(table, members)
    const size = table.sizes[node]
    let score = -price * (size - 1) * (counts.length / size)
    for (let first = 0; first < counts.length; first += size) {
      let all = 0
      for (let k = first; k < first + size; k++) {
        const n = counts[k]
        all += n
        if (n > 0) score += n * Math.log(n)
      }
      if (all > 0) score -= all * Math.log(all)
    }
    return score
  }
  return (node, parents) => {
    const ordered = [...parents].sort((a, b) => a - b)
    const key = `${node}:${ordered.join()}`
    const found = known.get(key)
    if (found !== undefined) return found
    const score = compute(node, ordered)
    known.set(key, score)
    return score
  }
}
