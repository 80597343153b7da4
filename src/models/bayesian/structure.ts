import type { Parents } from './learn-structure.ts'
import { nearestNode } from './nearest-node.ts'

/** What points at what, by names. */
export type Arc = readonly [from: string, to: string]

/**
 * A structure as a person writes it, in JSON: with `arcs` it is that one, whole, and nothing is searched; else arcs that must be (`required`) and arcs that must not (`forbidden`)
 * bound the search. What `structureOf` gives of a fitted network can be changed and given back as `arcs`.
 */
export interface StructureEdits {
  readonly arcs?: readonly Arc[]
  readonly required?: readonly Arc[]
  readonly forbidden?: readonly Arc[]
}

/** Arcs by the places of nodes. */
export type PlacedArc = readonly [from: number, to: number]

const lists = ['arcs', 'required', 'forbidden'] as const

const isArc = (value: unknown): value is Arc =>
  Array.isArray(value) && value.length === 2 && value.every((name) => typeof name === 'string')

/**
 * The structure in a JSON text or in what was parsed from one.
 * @throws Error with a readable sentence where it is no such structure
 */
export const parseStructure = (json: unknown): StructureEdits => {
  const value: unknown = typeof json === 'string' ? parseText(json) : json
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('A structure is an object with arcs, or with required and forbidden ones.')
  for (const [name, own] of Object.entries(value)) {
    if (!lists.some((list) => list === name)) throw new Error(`A structure has no "${name}", but ${lists.join(', ')}.`)
    if (!Array.isArray(own) || !own.every(isArc))
      throw new Error(`The ${name} of a structure are a list of pairs ["from", "to"] of names.`)
  }
  return value
}

const parseText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`The structure is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** @throws Error that names an unknown node, and the nearest that is known */
export const placeArcs = (arcs: readonly Arc[], names: readonly string[]): readonly PlacedArc[] => {
  const place = (name: string): number => {
    const found = names.indexOf(name)
    if (found >= 0) return found
    const near = nearestNode(name, names)
    throw new Error(
      `The structure has an arc of "${name}", which is no node.${near === null ? '' : ` Did you mean "${near}"?`}`,
    )
  }
  return arcs.map(([from, to]) => {
    if (from === to) throw new Error(`The structure has an arc from "${from}" to itself.`)
    return [place(from), place(to)]
  })
}

/** Where going up from a node comes back to it: the nodes on the way. */
const findCycle = (parents: Parents): readonly number[] | null => {
  const state = new Uint8Array(parents.length)
  const way: number[] = []
  const visit = (node: number): readonly number[] | null => {
    if (state[node] === 2) return null
    if (state[node] === 1) return way.slice(way.indexOf(node))
    state[node] = 1
    way.push(node)
    for (const parent of parents[node]) {
      const cycle = visit(parent)
      if (cycle !== null) return cycle
    }
    way.pop()
    state[node] = 2
    return null
  }
  for (let node = 0; node < parents.length; node++) {
    const cycle = visit(node)
    if (cycle !== null) return cycle
  }
  return null
}

/**
 * Per node its parents.
 * @throws Error that names a cycle
 */
export const parentsFrom = (arcs: readonly PlacedArc[], names: readonly string[]): Parents => {
  const parents = names.map((_, to) =>
    [...new Set(arcs.filter((arc) => arc[1] === to).map(([from]) => from))].sort((a, b) => a - b),
  )
  const cycle = findCycle(parents)
  if (cycle !== null) {
    const way = [...cycle].reverse()
    const shown = [...way, way[0]].map((node) => names[node]).join(' -> ')
    throw new Error(`The arcs of the structure go round in a circle: ${shown}.`)
  }
  return parents
}
