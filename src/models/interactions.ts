/**
 * Who did how much with what: users x items in compressed sparse rows. Row u is `indices[pointers[u] .. pointers[u + 1]]`, ascending, each item once.
 * 8 bytes an interaction and 4 a user.
 */
export interface Interactions {
  readonly users: number
  readonly items: number
  /** users + 1 */
  readonly pointers: Int32Array
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Unsorted triples, one entry each; a pair may occur several times. Users and items are dense indices. */
export interface Triples {
  readonly users: number
  readonly items: number
  readonly user: ArrayLike<number>
  readonly item: ArrayLike<number>
  /** 1 for all when absent. */
  readonly weight?: ArrayLike<number>
  /** What becomes of a pair's weights; they come in ascending order, so that the order of rows does not matter. The sum when absent. */
  readonly combine?: (ascending: readonly number[]) => number
}

/** Starts of the groups of a counting sort: entry g is how many keys are below g. */
const groupStarts = (groups: number, keys: ArrayLike<number>): Int32Array => {
  const starts = new Int32Array(groups + 1)
  for (let at = 0; at < keys.length; at++) {
    if (!(keys[at] >= 0 && keys[at] < groups)) throw new RangeError(`index ${keys[at]} is not below ${groups}`)
    starts[keys[at] + 1]++
  }
  for (let group = 0; group < groups; group++) starts[group + 1] += starts[group]
  return starts
}

/** Positions of the triples, by user and then by item: two stable counting sorts. */
const sortedPositions = ({ users, items, user, item }: Triples): Int32Array => {
  const byItem = new Int32Array(item.length)
  const itemStarts = groupStarts(items, item)
  for (let at = 0; at < item.length; at++) byItem[itemStarts[item[at]]++] = at
  const sorted = new Int32Array(item.length)
  const userStarts = groupStarts(users, user)
  for (const at of byItem) sorted[userStarts[user[at]]++] = at
  return sorted
}

const sumOf = (weights: readonly number[]): number => weights.reduce((sum, weight) => sum + weight, 0)

/** Sorts triples into rows, with the weights of repeated pairs made one; the order of triples does not matter. */
export const buildInteractions = (triples: Triples): Interactions => {
  const { users, items, user, item, weight, combine = sumOf } = triples
  const sorted = sortedPositions(triples)
  const pointers = new Int32Array(users + 1)
  const indices = new Int32Array(sorted.length)
  const values = new Float32Array(sorted.length)
  let length = 0
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at]
    const weights: number[] = []
    for (; at < sorted.length && user[sorted[at]] === user[first] && item[sorted[at]] === item[first]; at++) {
      weights.push(weight ? weight[sorted[at]] : 1)
    }
    indices[length] = item[first]
    values[length++] = combine(weights.sort((a, b) => a - b))
    pointers[user[first] + 1]++
  }
  for (let row = 0; row < users; row++) pointers[row + 1] += pointers[row]
  return { users, items, pointers, indices: indices.slice(0, length), values: values.slice(0, length) }
}

/** Items x users. */
export const transpose = ({ users, items, pointers, indices, values }: Interactions): Interactions => {
  const starts = groupStarts(items, indices)
  const next = starts.slice()
  const transposed = {
    users: items,
    items: users,
    pointers: starts,
    indices: new Int32Array(indices.length),
    values: new Float32Array(indices.length),
  }
  for (let user = 0; user < users; user++) {
    for (let at = pointers[user]; at < pointers[user + 1]; at++) {
      const to = next[indices[at]]++
      transposed.indices[to] = user
      transposed.values[to] = values[at]
    }
  }
  return transposed
}

/** The interactions that `keep` wants, by user, item and value. */
export const filterInteractions = (
  { users, items, pointers, indices, values }: Interactions,
  keep: (user: number, item: number, value: number) => boolean,
): Interactions => {
  const kept = { pointers: new Int32Array(users + 1), indices: indices.slice(), values: values.slice() }
  let length = 0
  for (let user = 0; user < users; user++) {
    for (let at = pointers[user]; at < pointers[user + 1]; at++) {
      if (!keep(user, indices[at], values[at])) continue
      kept.indices[length] = indices[at]
      kept.values[length++] = values[at]
    }
    kept.pointers[user + 1] = length
  }
  return {
    users,
    items,
    pointers: kept.pointers,
    indices: kept.indices.slice(0, length),
    values: kept.values.slice(0, length),
  }
}

/** Rows of at most `longest` items: the heaviest, ties by the smaller item index. */
export const trimRows = (interactions: Interactions, longest: number): Interactions => {
  const { pointers, indices, values } = interactions
  const kept = new Set<number>()
  for (let user = 0; user < interactions.users; user++) {
    const [from, to] = [pointers[user], pointers[user + 1]]
    if (to - from <= longest) continue
    const heaviest = Array.from({ length: to - from }, (_, at) => from + at)
    heaviest.sort((a, b) => values[b] - values[a] || indices[a] - indices[b])
    for (const at of heaviest.slice(longest)) kept.add(at)
  }
  if (kept.size === 0) return interactions
  let at = 0
  return filterInteractions(interactions, () => !kept.has(at++))
}
