import type { FamilyScore } from './family-score.ts'

/** Per node its parents, ascending: no node is its own ancestor. */
export type Parents = readonly (readonly number[])[]

export interface SearchOptions {
  readonly maxParents: number
  /** Where to begin; the arcs that must be are among them. */
  readonly start: Parents
  readonly isRequired: (from: number, to: number) => boolean
  readonly isForbidden: (from: number, to: number) => boolean
  readonly report?: (fraction: number) => void
}

type Move = readonly { readonly from: number; readonly to: number }[]

/**
 * So many moves in a row may make it no better before the search is over, and what was changed since it was best is left alone: tabu search (Glover 1989) on top of hill climbing. As many as
 * there are nodes and more, for most arcs can be turned at no price, and it may take just the one that frees another.
 */
const patienceFor = (nodes: number): number => 10 + nodes
const rounding = 1e-9

const toggled = (own: readonly number[], from: number): readonly number[] =>
  own.includes(from) ? own.filter((node) => node !== from) : [...own, from].sort((a, b) => a - b)

/** Is `ancestor` above `node`, not counting the arc `without` -> `node`? */
export const isAbove = (parents: Parents, ancestor: number, node: number, without = -1): boolean => {
  const seen = new Set<number>()
  const look = parents[node].filter((parent) => parent !== without)
  for (let next = look.pop(); next !== undefined; next = look.pop()) {
    if (next === ancestor) return true
    if (seen.has(next)) continue
    seen.add(next)
    look.push(...parents[next])
  }
  return false
}

/** What adding or taking away each arc is worth, for the parents as they are; kept up to date node by node. */
const createWorths = (score: FamilyScore, nodes: number, { maxParents, isForbidden }: SearchOptions) => {
  const worth = Array.from({ length: nodes }, () => new Float64Array(nodes).fill(-Infinity))
  const refresh = (parents: Parents, to: number): void => {
    const own = score(to, parents[to])
    for (let from = 0; from < nodes; from++) {
      const has = parents[to].includes(from)
      const open = from !== to && (has || (!isForbidden(from, to) && parents[to].length < maxParents))
      worth[to][from] = open ? score(to, toggled(parents[to], from)) - own : -Infinity
    }
  }
  return { of: (from: number, to: number): number => worth[to][from], refresh }
}

/**
 * A structure of high score by hill climbing over adding, taking away and turning arcs, one at a time, each the best there is, past some local heights by tabu search (Chickering,
 * Geiger & Heckerman 1995; Bouckaert 1995). What is required stays, what is forbidden never comes, no node gets more than `maxParents`. Depends on the scores alone.
 */
export const learnStructure = (score: FamilyScore, nodes: number, options: SearchOptions): Parents => {
  const { isRequired, start, report } = options
  const parents = start.map((own) => [...own].sort((a, b) => a - b) as readonly number[])
  const worths = createWorths(score, nodes, options)
  for (let node = 0; node < nodes; node++) {
    worths.refresh(parents, node)
    report?.((0.8 * (node + 1)) / nodes)
  }
  const patience = patienceFor(nodes)
  const tabu = new Set<string>()
  const free = (from: number, to: number): boolean => !tabu.has(`${from}:${to}`)

  const bestMove = (): { move: Move; gain: number } | null => {
    let found: { move: Move; gain: number } | null = null
    const offer = (gain: number, possible: () => boolean, ...move: { from: number; to: number }[]): void => {
      if (gain > (found?.gain ?? -Infinity) + rounding && gain > -Infinity && possible()) found = { move, gain }
    }
    for (let to = 0; to < nodes; to++) {
      for (let from = 0; from < nodes; from++) {
        if (from === to || !free(from, to)) continue
        const gain = worths.of(from, to)
        if (!parents[to].includes(from)) {
          if (!parents[from].includes(to)) offer(gain, () => !isAbove(parents, to, from), { from, to })
        } else if (!isRequired(from, to)) {
          offer(gain, () => true, { from, to })
          const turned = gain + worths.of(to, from)
          if (free(to, from)) {
            offer(turned, () => !isAbove(parents, from, to, from), { from, to }, { from: to, to: from })
          }
        }
      }
    }
    return found
  }

  let [total, best, since] = [0, 0, 0]
  let kept: Parents = [...parents]
  while (since < patience) {
    const next = bestMove()
    if (next === null) break
    for (const { from, to } of next.move) {
      parents[to] = toggled(parents[to], from)
      tabu.add(`${from}:${to}`)
    }
    for (const { to } of next.move) worths.refresh(parents, to)
    total += next.gain
    since++
    if (total > best + rounding) {
      best = total
      since = 0
      tabu.clear()
      kept = [...parents]
    }
  }
  return kept
}
