/** A function of some nodes' states: one value per combination, the last node the fastest. Nodes ascending. */
export interface Factor {
  readonly nodes: readonly number[]
  readonly values: Float64Array
}

/** More cells than this in one factor, and the answer would take longer than anybody waits. */
const mostCells = 2 ** 24

const sizeOf = (nodes: readonly number[], sizes: Int32Array): number =>
  nodes.reduce((cells, node) => cells * sizes[node], 1)

/** Per node of `nodes` the step in `within` when its state goes up by one; 0 for a node that is not there. */
const stepsOf = (nodes: readonly number[], within: readonly number[], sizes: Int32Array): readonly number[] =>
  nodes.map((node) => {
    const at = within.indexOf(node)
    return at < 0 ? 0 : sizeOf(within.slice(at + 1), sizes)
  })

/** Calls back with each cell of a factor over `nodes`, and where that is in another one by its steps. */
const walk = (
  nodes: readonly number[],
  sizes: Int32Array,
  steps: readonly number[],
  visit: (at: number) => void,
): void => {
  const states = new Int32Array(nodes.length)
  let at = 0
  for (let cell = sizeOf(nodes, sizes); cell > 0; cell--) {
    visit(at)
    for (let k = nodes.length - 1; k >= 0; k--) {
      at += steps[k]
      if (++states[k] < sizes[nodes[k]]) break
      at -= steps[k] * states[k]
      states[k] = 0
    }
  }
}

/** The product of two factors, over the nodes of both. @throws Error where it would have too many cells */
export const multiply = (a: Factor, b: Factor, sizes: Int32Array): Factor => {
  const nodes = [...new Set([...a.nodes, ...b.nodes])].sort((x, y) => x - y)
  const cells = sizeOf(nodes, sizes)
  if (cells > mostCells)
    throw new Error(
      `The network is too dense to be asked exactly: ${nodes.length} nodes hang together in ${cells} combinations.`,
    )
  const values = new Float64Array(cells)
  let next = 0
  walk(nodes, sizes, stepsOf(nodes, a.nodes, sizes), (at) => {
    values[next++] = a.values[at]
  })
  next = 0
  walk(nodes, sizes, stepsOf(nodes, b.nodes, sizes), (at) => {
    values[next++] *= b.values[at]
  })
  return { nodes, values }
}

/** The factor without the node: its states added up. */
export const sumOut = ({ nodes, values }: Factor, node: number, sizes: Int32Array): Factor => {
  const rest = nodes.filter((own) => own !== node)
  const sums = new Float64Array(sizeOf(rest, sizes))
  let next = 0
  walk(nodes, sizes, stepsOf(nodes, rest, sizes), (at) => {
    sums[at] += values[next++]
  })
  return { nodes: rest, values: sums }
}

/** The factor with the node in that state. */
export const fixAt = ({ nodes, values }: Factor, node: number, state: number, sizes: Int32Array): Factor => {
  const place = nodes.indexOf(node)
  if (place < 0) return { nodes, values }
  const below = sizeOf(nodes.slice(place + 1), sizes)
  const rest = nodes.filter((own) => own !== node)
  const kept = Float64Array.from({ length: sizeOf(rest, sizes) }, (_, cell) => {
    const above = Math.floor(cell / below)
    return values[(above * sizes[node] + state) * below + (cell % below)]
  })
  return { nodes: rest, values: kept }
}
