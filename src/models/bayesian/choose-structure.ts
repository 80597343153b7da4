import { type StateTable, thinRows } from './contingency.ts'
import { createFamilyScore, type FamilyScore } from './family-score.ts'
import { isAbove, learnStructure, type Parents } from './learn-structure.ts'
import { selectEvidence } from './select-evidence.ts'
import { type PlacedArc, parentsFrom, placeArcs, type StructureEdits } from './structure.ts'

export interface StructureOptions {
  /**
   * `free`: whatever arcs are worth it. `augmented-naive`: the label points at whatever hangs on it, and arcs among the others are added to that (Friedman, Geiger & Goldszmidt 1997).
   * `selective`: the same, and then only those arcs of the label stay by which it is foretold better (`selectEvidence`).
   */
  readonly shape: 'free' | 'augmented-naive' | 'selective'
  readonly maxParents: number
  /** What the Dirichlet priors of a table are worth, in rows. */
  readonly prior: number
  /** null: none. */
  readonly structure: StructureEdits | null
}

/** Structures are looked for on so many rows; tables are counted on all. */
export const searchRows = 50_000

/** A table of more cells than this is no table any more. */
const mostCells = 1_000_000

const checkSizes = (parents: Parents, sizes: Int32Array, names: readonly string[]): Parents => {
  parents.forEach((own, node) => {
    const cells = own.reduce((product, parent) => product * sizes[parent], sizes[node])
    if (cells > mostCells)
      throw new Error(`The node "${names[node]}" has ${own.length} parents, whose table would take ${cells} cells.`)
  })
  return parents
}

const matrixOf = (arcs: readonly PlacedArc[], nodes: number): Uint8Array => {
  const found = new Uint8Array(nodes * nodes)
  for (const [from, to] of arcs) found[from * nodes + to] = 1
  return found
}

/** Arcs from the label to all that is worth one on its own. */
const naiveArcs = (score: FamilyScore, nodes: number, label: number, given: Parents, forbidden: Uint8Array) =>
  Array.from({ length: nodes }, (_, node) => node).flatMap((node): readonly PlacedArc[] => {
    const possible = node !== label && !forbidden[label * nodes + node] && !isAbove(given, node, label)
    const gain = possible ? score(node, [...new Set([...given[node], label])]) - score(node, given[node]) : 0
    return gain > 0 ? [[label, node]] : []
  })

/**
 * The structure: the one that a person gave whole, or the best found within what they demand and rule out.
 * @throws Error with a readable sentence where what they gave is no structure of these nodes
 */
export const chooseStructure = (
  table: StateTable,
  names: readonly string[],
  label: number,
  options: StructureOptions,
  report?: (fraction: number) => void,
): Parents => {
  const { shape, maxParents, prior, structure } = options
  const nodes = names.length
  if (structure?.arcs) return checkSizes(parentsFrom(placeArcs(structure.arcs, names), names), table.sizes, names)
  const required = placeArcs(structure?.required ?? [], names)
  const forbidden = matrixOf(placeArcs(structure?.forbidden ?? [], names), nodes)
  const clash = required.find(([from, to]) => forbidden[from * nodes + to])
  if (clash)
    throw new Error(`The arc from "${names[clash[0]]}" to "${names[clash[1]]}" is both required and forbidden.`)
  const given = checkSizes(parentsFrom(required, names), table.sizes, names)
  const some = thinRows(table, searchRows)
  const score = createFamilyScore(some)
  const naive = shape === 'free' ? [] : naiveArcs(score, nodes, label, given, forbidden)
  const kept = matrixOf([...required, ...naive], nodes)
  const found = learnStructure(score, nodes, {
    maxParents,
    start: parentsFrom([...required, ...naive], names),
    isRequired: (from, to) => kept[from * nodes + to] === 1,
    isForbidden: (from, to) => forbidden[from * nodes + to] === 1 || (shape !== 'free' && to === label),
    report,
  })
  if (shape !== 'selective') return found
  const demanded = matrixOf(required, nodes)
  return selectEvidence(some, found, label, { prior, isRequired: (from, to) => demanded[from * nodes + to] === 1 })
}
