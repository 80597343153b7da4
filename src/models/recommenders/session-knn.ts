import { createTopK } from '../top-k.ts'
import type { RecommenderFamily, ScorePart } from './family.ts'
import type { Histories } from './histories.ts'
import { rememberUser } from './remember-user.ts'
import { type Sequences, toSequences } from './sequences.ts'
import { everySignal, purchasesOnly, type SignalWeights } from './to-interactions.ts'

export interface SessionKnnOptions {
  readonly weights: SignalWeights
  /** A pause of more days than this begins a new session; 0: a history is one session. */
  readonly sessionGapDays: number
  /** Events looked at, of a session and of what it is compared with. */
  readonly longest: number
  /** Per item of the session, its most recent sessions are compared. */
  readonly sample: number
  readonly neighbours: number
  /** An item says as much less than the next as this (0..1): the last one most. */
  readonly fade: number
  /** In a neighbour, items so many steps before or after what is shared count 1 / e. */
  readonly reach: number
}

export interface SessionKnn {
  readonly options: SessionKnnOptions
  readonly recommendable: Uint8Array
  /** sessions + 1; session s in time order: `item[pointers[s] .. pointers[s + 1]]`. The most recent session has the highest index. */
  readonly pointers: Int32Array
  readonly item: Int32Array
  /** items + 1; per item the sessions that hold it, the most recent last. */
  readonly holderPointers: Int32Array
  readonly holders: Int32Array
}

/** Where sessions begin and end, the longest ago first; of each the last `longest` events. */
const cutSessions = ({ rows, pointers, ageDays }: Sequences, { sessionGapDays, longest }: SessionKnnOptions) => {
  const sessions: { readonly start: number; readonly end: number; readonly age: number }[] = []
  for (let row = 0; row < rows; row++) {
    let start = pointers[row]
    for (let at = start; at < pointers[row + 1]; at++) {
      const isLast = at + 1 === pointers[row + 1] || isPause(ageDays[at] - ageDays[at + 1], sessionGapDays)
      if (!isLast) continue
      if (at > start) sessions.push({ start: Math.max(start, at + 1 - longest), end: at + 1, age: ageDays[at] })
      start = at + 1
    }
  }
  return sessions.sort((a, b) => b.age - a.age || a.start - b.start)
}

const isPause = (gapDays: number, sessionGapDays: number): boolean => sessionGapDays > 0 && gapDays > sessionGapDays

/** Per item who holds it, each once. */
const holdersOf = (pointers: Int32Array, item: Int32Array, items: number) => {
  const holderPointers = new Int32Array(items + 1)
  const eachHolder = (tell: (item: number, session: number) => void) => {
    for (let session = 0; session + 1 < pointers.length; session++) {
      for (const one of new Set(item.subarray(pointers[session], pointers[session + 1]))) tell(one, session)
    }
  }
  eachHolder((item) => holderPointers[item + 1]++)
  for (let one = 0; one < items; one++) holderPointers[one + 1] += holderPointers[one]
  const holders = new Int32Array(holderPointers[items])
  const next = holderPointers.slice()
  eachHolder((item, session) => {
    holders[next[item]++] = session
  })
  return { holderPointers, holders }
}

/** The items of the session that is going on, newest first and each once, with how much each says. */
const currentItems = ({ options, recommendable }: SessionKnn, histories: Histories, user: number) => {
  const { weights, longest, sessionGapDays, fade } = options
  const { item, ageDays } = toSequences(histories, recommendable, { weights, longest }, user, user + 1)
  const current = new Map<number, number>()
  for (let at = item.length - 1; at >= 0; at--) {
    if (at + 1 < item.length && isPause(ageDays[at] - ageDays[at + 1], sessionGapDays)) break
    if (!current.has(item[at])) current.set(item[at], fade ** current.size)
  }
  return current
}

interface Neighbour {
  readonly session: number
  readonly likeness: number
  /** The newest item that both have. */
  readonly shared: number
}

/** Room for one search of neighbours, used again by the next: 16 bytes a session, all zeros between two. */
const createRoom = (sessions: number) => ({
  likeness: new Float64Array(sessions),
  shared: new Int32Array(sessions),
  met: new Int32Array(sessions),
})
const rooms = new WeakMap<SessionKnn, ReturnType<typeof createRoom>>()

const roomOf = (model: SessionKnn) => {
  const room = rooms.get(model) ?? createRoom(model.pointers.length - 1)
  rooms.set(model, room)
  return room
}

/** Sessions most like this one: the weights of what is shared over the root of their length; with the newest shared item. */
const neighboursOf = (model: SessionKnn, current: ReadonlyMap<number, number>): readonly Neighbour[] => {
  const { options, pointers, holderPointers, holders } = model
  const { likeness, shared, met } = roomOf(model)
  let length = 0
  for (const [item, weight] of current) {
    const first = Math.max(holderPointers[item], holderPointers[item + 1] - options.sample)
    for (let at = first; at < holderPointers[item + 1]; at++) {
      const session = holders[at]
      if (likeness[session] === 0) {
        met[length++] = session
        shared[session] = item
      }
      likeness[session] += weight / Math.sqrt(pointers[session + 1] - pointers[session])
    }
  }
  const best = createTopK(options.neighbours)
  for (let at = 0; at < length; at++) {
    best.offer(met[at], likeness[met[at]])
    likeness[met[at]] = 0
  }
  best.sort()
  return Array.from({ length: best.size() }, (_, rank) => {
    const session = best.items[rank]
    return { session, likeness: best.scores[rank], shared: shared[session] }
  })
}

/** Calls `tell` for every other item of every neighbour with what it counts there: close to what is shared, more. */
const eachVote = (
  { options, pointers, item }: SessionKnn,
  neighbours: readonly Neighbour[],
  tell: (item: number, nearness: number, neighbour: number) => void,
): void => {
  const nearness = Float64Array.from({ length: options.longest + 1 }, (_, steps) => Math.exp(-steps / options.reach))
  for (let neighbour = 0; neighbour < neighbours.length; neighbour++) {
    const { session, shared } = neighbours[neighbour]
    const start = pointers[session]
    let last = pointers[session + 1] - 1
    while (item[last] !== shared) last--
    for (let at = start; at < pointers[session + 1]; at++) {
      if (at !== last) tell(item[at], nearness[Math.abs(at - last)], neighbour)
    }
  }
}

const scoreRow = (model: SessionKnn, histories: Histories, user: number, row: Float32Array): void => {
  row.fill(0)
  const neighbours = neighboursOf(model, currentItems(model, histories, user))
  eachVote(model, neighbours, (item, nearness, neighbour) => {
    row[item] += neighbours[neighbour].likeness * nearness
  })
}

/** The votes of the neighbours of the last history explained, chained by what they are for, and what each neighbour shares. */
const votesFor = rememberUser((model: SessionKnn, histories, user) => {
  const { pointers, item } = model
  const current = currentItems(model, histories, user)
  const neighbours = neighboursOf(model, current)
  const shares = neighbours.map(({ session }) => {
    const members = item.subarray(pointers[session], pointers[session + 1])
    const root = Math.sqrt(members.length)
    return [...new Set(members)].flatMap((shared) => {
      const weight = current.get(shared)
      return weight === undefined ? [] : [{ shared, weight: weight / root }]
    })
  })
  const newest = new Map<number, number>()
  const votes: { readonly nearness: number; readonly neighbour: number; readonly before: number }[] = []
  eachVote(model, neighbours, (voted, nearness, neighbour) => {
    votes.push({ nearness, neighbour, before: newest.get(voted) ?? -1 })
    newest.set(voted, votes.length - 1)
  })
  return { shares, votes, newest }
})

const explain = (model: SessionKnn, histories: Histories, user: number, item: number): readonly ScorePart[] => {
  const { shares, votes, newest } = votesFor(model, histories, user)
  const values = new Map<number, number>()
  for (let at = newest.get(item) ?? -1; at >= 0; at = votes[at].before) {
    const { nearness, neighbour } = votes[at]
    for (const { shared, weight } of shares[neighbour]) {
      values.set(shared, (values.get(shared) ?? 0) + nearness * weight)
    }
  }
  return Array.from(values, ([item, value]) => ({ kind: 'NEXT' as const, value, item })).sort(
    (a, b) => b.value - a.value || a.item - b.item,
  )
}

/**
 * Session neighbours: V-SKNN (Ludewig & Jannach, "Evaluation of session-based recommendation algorithms", UMUAI 2018) with the nearness of STAN (Garg et al., SIGIR 2019):
 *   score(j) = sum over the most similar sessions n of [ sum over shared items i of f^age(i) / sqrt |n| ] exp(-|position of j - position of what is shared last| / reach)
 * No training beyond an index; new sessions of anybody speak as soon as they are indexed.
 */
export const sessionKnn: RecommenderFamily<SessionKnnOptions, SessionKnn> = {
  name: 'session-knn',
  defaults: {
    weights: everySignal,
    sessionGapDays: 0,
    longest: 50,
    sample: 1000,
    neighbours: 300,
    fade: 0.5,
    reach: 3,
  },
  space: {
    weights: [everySignal, purchasesOnly],
    sessionGapDays: [0, 1],
    neighbours: [100, 300, 1000],
    fade: [0.5, 0.8, 0.95],
    reach: [3, 10, 30],
  },
  isSequential: true,
  memory: ({ histories, catalogue }) => ({
    model: 12 * histories.item.length + 4 * histories.users + 5 * catalogue.items + 512,
    fit: 60 * histories.item.length + 8 * catalogue.items,
  }),
  fit: ({ histories, catalogue }, options) => {
    const { recommendable, items } = catalogue
    const sequences = toSequences(histories, recommendable, { weights: options.weights, longest: Infinity })
    const sessions = cutSessions(sequences, options)
    const pointers = new Int32Array(sessions.length + 1)
    sessions.forEach(({ start, end }, at) => {
      pointers[at + 1] = pointers[at] + end - start
    })
    const item = new Int32Array(pointers[sessions.length])
    sessions.forEach(({ start, end }, at) => {
      item.set(sequences.item.subarray(start, end), pointers[at])
    })
    const { holderPointers, holders } = holdersOf(pointers, item, items)
    return Object.freeze({ options, recommendable: recommendable.slice(), pointers, item, holderPointers, holders })
  },
  score: (model, { histories, from, to, scores }) => {
    const { items } = histories
    for (let user = from; user < to; user++) {
      scoreRow(model, histories, user, scores.subarray((user - from) * items, (user - from + 1) * items))
    }
  },
  explain,
}
