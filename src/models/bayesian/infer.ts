import { type Factor, fixAt, multiply, sumOut } from './factor.ts'
import { type Network, sizesOf } from './network.ts'

/** What is known: per node its state, -1 where it is not known. */
export type Evidence = Int32Array

const factorOf = (network: Network, node: number): Factor => {
  const { parents, probabilities } = network.nodes[node]
  const own = [...parents, node]
  const nodes = [...own].sort((a, b) => a - b)
  if (nodes.every((member, at) => member === own[at])) return { nodes, values: probabilities }
  // The node is last in its table, but not in the order of nodes.
  const sizes = sizesOf(network)
  const values = new Float64Array(probabilities.length)
  const steps = nodes.map((member) =>
    own.slice(own.indexOf(member) + 1).reduce((cells, below) => cells * sizes[below], 1),
  )
  const states = new Int32Array(nodes.length)
  for (let cell = 0, at = 0; cell < values.length; cell++) {
    values[cell] = probabilities[at]
    for (let k = nodes.length - 1; k >= 0; k--) {
      at += steps[k]
      if (++states[k] < sizes[nodes[k]]) break
      at -= steps[k] * states[k]
      states[k] = 0
    }
  }
  return { nodes, values }
}

/** The target, what is known, and all above them: of anything else the sum is 1 (barren nodes). */
const relevantNodes = ({ nodes }: Network, evidence: Evidence, target: number): ReadonlySet<number> => {
  const found = new Set<number>()
  const look = [target, ...evidence.keys()].filter((node) => node === target || evidence[node] >= 0)
  for (let node = look.pop(); node !== undefined; node = look.pop()) {
    if (found.has(node)) continue
    found.add(node)
    look.push(...nodes[node].parents)
  }
  return found
}

/** How many pairs of neighbours would be joined by taking the node out: the fewer, the smaller what follows (min-fill; Kjaerulff 1990). */
const fillOf = (node: number, factors: readonly Factor[]): number => {
  const around = factors.filter(({ nodes }) => nodes.includes(node))
  const near = [...new Set(around.flatMap(({ nodes }) => nodes))].filter((own) => own !== node)
  let fill = 0
  near.forEach((a, i) => {
    for (const b of near.slice(i + 1)) {
      if (!factors.some(({ nodes }) => nodes.includes(a) && nodes.includes(b))) fill++
    }
  })
  return fill
}

const cheapest = (rest: ReadonlySet<number>, factors: readonly Factor[]): number => {
  let [best, least] = [-1, Infinity]
  for (const node of rest) {
    const fill = fillOf(node, factors)
    if (fill < least) [best, least] = [node, fill]
  }
  return best
}

/**
 * P(target | evidence), exactly, by variable elimination (Zhang & Poole 1994) in min-fill order.
 * @throws Error with a readable sentence where the network is too dense for that, or what is known has the probability 0
 */
export const inferDistribution = (network: Network, evidence: Evidence, target: number): Float64Array => {
  const sizes = sizesOf(network)
  const relevant = relevantNodes(network, evidence, target)
  let factors = [...relevant]
    .sort((a, b) => a - b)
    .map((node) => {
      const own = factorOf(network, node)
      return own.nodes.reduce(
        (factor, member) =>
          member !== target && evidence[member] >= 0 ? fixAt(factor, member, evidence[member], sizes) : factor,
        own,
      )
    })
  const rest = new Set([...relevant].filter((node) => node !== target && evidence[node] < 0))
  while (rest.size > 0) {
    const node = cheapest(rest, factors)
    rest.delete(node)
    const around = factors.filter(({ nodes }) => nodes.includes(node))
    const product = around.reduce((a, b) => multiply(a, b, sizes))
    factors = [...factors.filter((factor) => !around.includes(factor)), sumOut(product, node, sizes)]
  }
  const { values } = factors.reduce((a, b) => multiply(a, b, sizes), {
    nodes: [target],
    values: new Float64Array(sizes[target]).fill(1),
  })
  if (evidence[target] >= 0) return values.map((_, state) => (state === evidence[target] ? 1 : 0))
  const sum = values.reduce((all, value) => all + value, 0)
  if (!(sum > 0)) throw new Error('What is known of them is impossible under the network.')
  return values.map((value) => value / sum)
}
