import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import { catalogueFeatures } from '../../src/features/catalogue-features.ts'
import { type RecommendationInput, type RecommendationItem, recommendWith } from '../../src/jobs/recommendation-task.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { modelFromBytes } from '../../src/models/model-bytes.ts'
import type { RecommenderArtefact } from '../../src/models/recommenders/artefact.ts'
import { families, familyNamed } from '../../src/models/recommenders/families.ts'
import type { RecommenderFamily } from '../../src/models/recommenders/family.ts'
import { type Histories, purchaseSignal } from '../../src/models/recommenders/histories.ts'
import type { Blend } from '../../src/models/recommenders/recipe.ts'
import { type ListedItem, recommendationsOf } from '../../src/models/recommenders/recommendation-lists.ts'

/** [user, item, days ago] */
type Row = readonly [user: number, item: number, ageDays: number]

const historiesOf = (users: number, items: number, rows: readonly Row[]): Histories => {
  const sorted = [...rows].sort(([u, i, a], [v, j, b]) => u - v || b - a || i - j)
  return {
    users,
    items,
    pointers: Int32Array.from({ length: users + 1 }, (_, user) => sorted.filter(([of]) => of < user).length),
    item: Int32Array.from(sorted, ([, item]) => item),
    ageDays: Float32Array.from(sorted, ([, , age]) => age),
    signal: new Uint8Array(rows.length).fill(purchaseSignal),
  }
}

const inputOf = (histories: Histories, change: Partial<RecommendationInput> = {}): RecommendationInput => {
  const product = (id: number) => ({
    id,
    name: `thing ${id}`,
    names: {},
    category: id % 2 === 0 ? 'even' : 'odd',
    price: 1,
    attributes: {},
    recommendable: true,
    createdAt: new Date(0),
  })
  const products = Array.from({ length: histories.items }, (_, id) => product(id))
  return {
    histories,
    ...catalogueFeatures(products, { asOf: new Date(0), oldestDays: new Float32Array(histories.items).fill(400) }),
    seen: { pointers: new Int32Array(histories.users + 1), items: new Int32Array(0) },
    productIds: Int32Array.from(products, ({ id }) => 100 + id),
    asOf: 0,
    budget: 'quick',
    seed: 1,
    previous: null,
    ...change,
  }
}

const [users, items] = [120, 40]

/** Everybody buys within one of four groups of ten, a thing every 30 days; what comes next is of the same group. */
const groups = (): Histories => {
  const random = createRandom(5)
  const rows = Array.from({ length: users }, (_, user) =>
    random
      .shuffle(Array.from({ length: 10 }, (_, at) => 10 * (user % 4) + at))
      .slice(0, 8)
      .map((item, at): Row => [user, item, 240 - 30 * at + (user % 30)]),
  )
  return historiesOf(users, items, rows.flat())
}

/** Everybody buys the same things at the same times, in the order of what most have. */
const crowd = (): Histories => {
  const random = createRandom(6)
  const rows = Array.from({ length: users }, (_, user) =>
    Array.from({ length: items }, (_, item) => item)
      .filter((item) => random.uniform() < 0.8 * 0.9 ** item)
      .map((item): Row => [user, item, random.integer(300)]),
  )
  return historiesOf(users, items, rows.flat())
}

const only = (...names: readonly string[]): readonly RecommenderFamily[] => names.map(familyNamed)

/** Networks are held to the same by the suite of all families, and take their time. */
const withoutNetworks: readonly RecommenderFamily[] = families.filter(
  ({ name }) => name !== 'gru' && name !== 'self-attention',
)

const run = (input: RecommendationInput, tried = withoutNetworks): readonly RecommendationItem[] => [
  ...recommendWith(tried, createPlainCompute(), input, () => undefined),
]

const chosenIn = ([first]: readonly RecommendationItem[]) => {
  if (first?.kind !== 'chosen') throw new Error('nothing was chosen')
  return first
}

/** Lists of everybody, the stranger's last. */
const listsIn = (made: readonly RecommendationItem[]): readonly (readonly ListedItem[])[] =>
  made.flatMap((item) =>
    item.kind === 'lists'
      ? Array.from({ length: item.lists.users }, (_, row) => recommendationsOf(item.lists, item.lists.firstUser + row))
      : [],
  )

const neighbours = { parts: [{ family: 'item-knn', options: {}, weight: 1 }] }

describe('the recommendations of a shop whose people keep to their groups', () => {
  const made = run(inputOf(groups()))
  const { choice, refusal } = chosenIn(made)

  it('beat popularity on people whose latest purchases were held out', () => {
    expect(refusal).toBeNull()
    expect(choice.judged).toBeGreaterThanOrEqual(20)
    expect(choice.metrics?.ndcg).toBeGreaterThan(2 * (choice.popularity?.ndcg ?? Infinity))
  })

  it('are of the group of each, and for a stranger of any', () => {
    const lists = listsIn(made)
    expect(lists.length).toBe(users + 1)
    for (let user = 0; user < users; user++) expect(Math.floor(lists[user][0].item / 10)).toBe(user % 4)
    expect(lists[users].length).toBeGreaterThan(0)
  })

  it('leave a model that can be read again, and similar products of the same group', () => {
    const fitted = made.find((item) => item.kind === 'fitted')
    const artefact = modelFromBytes<RecommenderArtefact<Blend>>(fitted?.artefact ?? new Uint8Array(0))
    expect(artefact.productIds).toEqual(Int32Array.from({ length: items }, (_, id) => 100 + id))
    expect(artefact.blend.parts.map(({ family }) => family)).toEqual(
      choice.recipe.parts.filter(({ weight, within = 0 }) => weight > 0 || within > 0).map(({ family }) => family),
    )
    for (let item = 0; item < items; item++) {
      expect(Math.floor((fitted?.similar.items[fitted.similar.pointers[item]] ?? -1) / 10)).toBe(Math.floor(item / 10))
    }
  })

  it('leave out what was seen beside the history', () => {
    const first = listsIn(made)[7][0].item
    const pointers = Int32Array.from({ length: users + 1 }, (_, row) => (row > 7 ? 1 : 0))
    const lists = listsIn(run(inputOf(groups(), { seen: { pointers, items: Int32Array.of(first) } })))
    expect(lists[7].map(({ item }) => item)).not.toContain(first)
    expect(lists[6]).toEqual(listsIn(made)[6])
    expect(lists[users]).toEqual(listsIn(made)[users])
  })

  it('are the same for the same seed', () => {
    expect(run(inputOf(groups()))).toEqual(made)
  })

  it('come from the published recipe where the search finds nothing that is better', () => {
    // Too large to be tried again, but not to be fitted as it is published.
    const huge = { ...familyNamed('item-knn'), memory: () => ({ model: Infinity, fit: Infinity }) }
    const again = run(inputOf(groups(), { previous: neighbours }), [...only('popular', 'latest'), huge])
    const { choice, refusal } = chosenIn(again)
    expect(refusal).toBeNull()
    expect(choice.recipe.parts[0]).toEqual(neighbours.parts[0])
    expect(choice.previous).toEqual(choice.metrics)
    expect(choice.metrics?.ndcg).toBeGreaterThan(2 * (choice.popularity?.ndcg ?? Infinity))
  })

  it('come from the published recipe again, on newer data, where nothing else is found', () => {
    const again = run(inputOf(groups(), { previous: neighbours }), only('popular', 'item-knn'))
    expect(chosenIn(again).refusal).toBeNull()
  })

  it('leave out a family that does not converge, and say why', () => {
    const wild: RecommenderFamily = {
      ...familyNamed('popular'),
      name: 'wild',
      fit: () => {
        throw new Error('The weights did not converge after 100 steps.')
      },
    }
    const { choice, refusal } = chosenIn(run(inputOf(groups()), [...only('popular', 'item-knn'), wild]))
    expect(refusal).toBeNull()
    expect(choice.recipe.parts.map(({ family }) => family)).not.toContain('wild')
    expect(choice.trials.find(({ family }) => family === 'wild')?.refusal).toBe(
      'The weights did not converge after 100 steps.',
    )
  })
})

describe('the recommendations of other shops', () => {
  it('are refused where nobody follows anything but the crowd', () => {
    const made = run(inputOf(crowd()), only('popular', 'latest'))
    expect(chosenIn(made).refusal).toMatchObject({ code: 'GATE_POPULARITY_WON', comparison: { published: null } })
    expect(made.length).toBe(1)
  })

  it('are those of a stated default where too few could be judged', () => {
    const few = historiesOf(2, 3, [
      [0, 0, 9],
      [0, 1, 5],
      [1, 0, 3],
    ])
    const made = run(inputOf(few))
    expect(chosenIn(made).choice).toMatchObject({ judged: 0, metrics: null, trials: [] })
    expect(listsIn(made)[1].map(({ item }) => item)).toContain(1)
  })

  it('are none where the only thing there is has been bought', () => {
    const one = historiesOf(1, 1, [[0, 0, 1]])
    const [own, stranger] = listsIn(run(inputOf(one)))
    expect(own).toEqual([])
    expect(stranger.map(({ item }) => item)).toEqual([0])
  })

  it('know what to do about somebody of whom nothing is left', () => {
    const empty = historiesOf(3, 2, [
      [0, 0, 1],
      [2, 1, 1],
    ])
    expect(listsIn(run(inputOf(empty))).length).toBe(4)
  })
})
