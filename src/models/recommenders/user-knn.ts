import { type Interactions, transpose, trimRows } from '../interactions.ts'
import { createTopK, type TopK } from '../top-k.ts'
import type { RecommenderFamily, TrainingData } from './family.ts'
import { rememberUser } from './remember-user.ts'
import {
  everySignal,
  everySignalAlike,
  lovedAndBought,
  purchasesOnly,
  type SignalWeights,
  toInteractions,
} from './to-interactions.ts'

export interface UserKnnOptions {
  /** k: how many of the most similar people are asked. */
  readonly neighbours: number
  /** h >= 0: people who share little are believed less. */
  readonly shrinkage: number
  /** 0: every item counts alike; 0.5: by one over the root of the number of its people. */
  readonly damping: number
  /** q: how much more the nearest say than the farther. */
  readonly sharpness: number
  /** At most so many people are kept, those with the latest events: what bounds the model. */
  readonly mostUsers: number
  /** And of each at most so many items. */
  readonly longestHistory: number
  readonly weights: SignalWeights
  /** Of the history that is read; the kept ones do not fade. 0: nothing fades. */
  readonly halfLifeDays: number
}

export interface UserKnn {
  readonly neighbours: number
  readonly shrinkage: number
  readonly sharpness: number
  readonly weights: SignalWeights
  readonly halfLifeDays: number
  readonly recommendable: Uint8Array
  /** People x items: what the kept people have. */
  readonly own: Interactions
  /** Items x people. */
  readonly buyers: Interactions
  /** |v| per kept person. */
  readonly norms: Float32Array
  /** d_i per item. */
  readonly voice: Float32Array
}

/** Rows of those with the latest events; ties by the smaller index. */
const latestPeople = ({ histories }: TrainingData, most: number): readonly number[] => {
  const { users, pointers, ageDays } = histories
  const people = Array.from({ length: users }, (_, user) => user).filter((user) => pointers[user + 1] > pointers[user])
  if (people.length <= most) return people
  const age = (user: number) => ageDays[pointers[user + 1] - 1]
  return people
    .sort((a, b) => age(a) - age(b) || a - b)
    .slice(0, most)
    .sort((a, b) => a - b)
}

const pickRows = ({ items, pointers, indices, values }: Interactions, wanted: readonly number[]): Interactions => {
  const starts = new Int32Array(wanted.length + 1)
  wanted.forEach((row, at) => {
    starts[at + 1] = starts[at] + pointers[row + 1] - pointers[row]
  })
  const picked = { indices: new Int32Array(starts[wanted.length]), values: new Float32Array(starts[wanted.length]) }
  wanted.forEach((row, at) => {
    picked.indices.set(indices.subarray(pointers[row], pointers[row + 1]), starts[at])
    picked.values.set(values.subarray(pointers[row], pointers[row + 1]), starts[at])
  })
  return { users: wanted.length, items, pointers: starts, ...picked }
}

/** sqrt(sum_i d_i w_i^2) of a row. */
const normOf = ({ pointers, indices, values }: Interactions, row: number, voice: Float32Array): number => {
  let squares = 0
  for (let at = pointers[row]; at < pointers[row + 1]; at++) squares += voice[indices[at]] * values[at] ** 2
  return Math.sqrt(squares)
}

/** Finds the most similar kept people of one heard history; reused from history to history. 12 bytes a kept person. */
const createFinder = ({ own, buyers, norms, voice, neighbours, shrinkage }: UserKnn) => {
  const sums = new Float64Array(own.users)
  const touched = new Int32Array(own.users)
  const nearest = createTopK(Math.min(neighbours, Math.max(1, own.users)))
  const addSums = (heard: Interactions, row: number): number => {
    let length = 0
    for (let at = heard.pointers[row]; at < heard.pointers[row + 1]; at++) {
      const item = heard.indices[at]
      const weight = voice[item] * heard.values[at]
      for (let other = buyers.pointers[item]; other < buyers.pointers[item + 1]; other++) {
        const person = buyers.indices[other]
        if (sums[person] === 0) touched[length++] = person
        sums[person] += weight * buyers.values[other]
      }
    }
    return length
  }
  return (heard: Interactions, row: number): TopK => {
    const norm = normOf(heard, row, voice)
    const length = addSums(heard, row)
    nearest.clear()
    for (let at = 0; at < length; at++) {
      const person = touched[at]
      nearest.offer(person, sums[person] / (norm * norms[person] + shrinkage))
      sums[person] = 0
    }
    nearest.sort()
    return nearest
  }
}

/** Adds what the nearest have to one row of scores. */
const addTheirs = ({ own, sharpness }: UserKnn, nearest: TopK, scores: Float32Array): void => {
  for (let rank = 0; rank < nearest.size(); rank++) {
    const person = nearest.items[rank]
    const similarity = nearest.scores[rank] ** sharpness
    for (let at = own.pointers[person]; at < own.pointers[person + 1]; at++) {
      scores[own.indices[at]] += similarity * own.values[at]
    }
  }
}

const hear = (
  { recommendable, weights, halfLifeDays }: UserKnn,
  histories: TrainingData['histories'],
  from: number,
  to: number,
) => toInteractions(histories, recommendable, { weights, halfLifeDays }, from, to)

/** The most similar people of the last history explained. */
const nearestOf = rememberUser((model: UserKnn, histories, user) =>
  createFinder(model)(hear(model, histories, user, user + 1), 0),
)

/**
 * User-based nearest neighbours (Resnick, Iacovou, Suchak, Bergstrom & Riedl 1994; with the shrinkage and the sharpening of Aiolli 2013).
 *
 *   score(u, j) = sum of sim(u, v)^q w_vj over the k people v most similar to u
 *   sim(u, v) = sum_i d_i w_ui w_vi / (|u| |v| + h),   |u| = sqrt(sum_i d_i w_ui^2),   d_i = n_i^-damping
 *
 * It keeps histories of people, without saying whose: 16 bytes an event and 16 a person.
 */
export const userKnn: RecommenderFamily<UserKnnOptions, UserKnn> = {
  name: 'user-knn',
  defaults: {
    neighbours: 200,
    shrinkage: 1,
    damping: 0.5,
    sharpness: 1,
    mostUsers: 200_000,
    longestHistory: 500,
    weights: everySignalAlike,
    halfLifeDays: 180,
  },
  space: {
    neighbours: [50, 100, 200, 400],
    shrinkage: [0, 1, 3],
    damping: [0, 0.5, 1],
    sharpness: [0.5, 1, 2],
    weights: [purchasesOnly, lovedAndBought, everySignal, everySignalAlike],
    halfLifeDays: [0, 30, 90, 180],
  },
  isSequential: false,
  memory: ({ histories, catalogue }) => {
    const model = 16 * histories.item.length + 12 * histories.users + 13 * catalogue.items + 256
    return { model, fit: model + 24 * histories.item.length }
  },
  fit: (data, options) => {
    const { neighbours, shrinkage, sharpness, weights, halfLifeDays, damping } = options
    const { recommendable } = data.catalogue
    const heard = toInteractions(data.histories, recommendable, { weights, halfLifeDays: 0 })
    const own = trimRows(pickRows(heard, latestPeople(data, options.mostUsers)), options.longestHistory)
    const buyers = transpose(own)
    const voice = Float32Array.from({ length: own.items }, (_, item) => {
      return Math.max(1, buyers.pointers[item + 1] - buyers.pointers[item]) ** -damping
    })
    const norms = Float32Array.from({ length: own.users }, (_, person) => normOf(own, person, voice))
    const asking = { neighbours, shrinkage, sharpness, weights, halfLifeDays }
    return Object.freeze({ ...asking, recommendable, own, buyers, norms, voice })
  },
  score: (model, { histories, from, to, scores }) => {
    const heard = hear(model, histories, from, to)
    const nearestOf = createFinder(model)
    scores.fill(0)
    for (let row = 0; row < to - from; row++) {
      addTheirs(model, nearestOf(heard, row), scores.subarray(row * heard.items, (row + 1) * heard.items))
    }
  },
  explain: (model, histories, user, item) => {
    const nearest = nearestOf(model, histories, user)
    let [value, count] = [0, 0]
    for (let rank = 0; rank < nearest.size(); rank++) {
      const person = nearest.items[rank]
      for (let at = model.own.pointers[person]; at < model.own.pointers[person + 1]; at++) {
        if (model.own.indices[at] !== item) continue
        value += nearest.scores[rank] ** model.sharpness * model.own.values[at]
        count += 1
      }
    }
    return value > 0 ? [{ kind: 'USERS', value, count }] : []
  },
}
