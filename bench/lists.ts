// What do lists with reasons take when there are many products? Fits a stated blend of two levels, then makes the lists of a few people and asks as a live answer does; how long a shop of so many people takes follows.
// The reference is a bare pass over as many scores, read and written.
//   node bench/lists.ts [people] [products] [people listed]
import { availableParallelism } from 'node:os'

import { openCompute } from '../src/compute/open.ts'
import { publishedListLength } from '../src/domain/recommendation.ts'
import { recommendationData } from '../src/jobs/recommendation-data.ts'
import { fitBlend, scoreBlend } from '../src/models/recommenders/blend.ts'
import { countEverybody, findColdItems } from '../src/models/recommenders/cold-items.ts'
import { defaultDiversity, listsOf } from '../src/models/recommenders/lists.ts'
import type { BlendRecipe } from '../src/models/recommenders/recipe.ts'
import { openDesk } from '../src/serving/answer-question.ts'
import { createLiveShelf } from '../src/serving/live-shelf.ts'
import { clubRows, clubs } from './support/club-rows.ts'

const [people, items, listed] = [process.argv[2] ?? 100_000, process.argv[3] ?? 100_000, process.argv[4] ?? 400].map(
  Number,
)
const asOf = new Date('2026-01-01T00:00:00Z')

const part = (family: string, weight: number, within: number) => ({ family, options: {}, weight, within })
const recipe: BlendRecipe = {
  parts: [
    part('item-knn', 0.4, 0.3),
    part('rp3beta', 0.3, 0.2),
    part('als', 0.2, 0.2),
    part('tastes', 0.3, 0.3),
    part('trending', 0.1, 0),
    part('popular', 0.05, 0.02),
  ],
  season: 1,
}

const colours = ['red', 'blue', 'green', 'black', 'white', 'pink', 'grey', 'brown', 'gold', 'silver']

/** Eighteen kinds of things on each shelf, in ten colours and many patterns. */
const productOf = (item: number) => {
  const shelf = `${Math.floor((item / items) * clubs)}-${item % 18}`
  return {
    id: item + 1,
    externalId: `p-${item}`,
    name: `${colours[(item * 7) % 10]} pattern${(item * 31) % 2999} thing${shelf}-${(item * 13) % 8}`,
    names: {},
    category: `club ${Math.floor((item / items) * clubs)} > shelf ${shelf}`,
    price: 5 + (item % 50),
    currency: null,
    inStock: true,
    margin: null,
    attributes: { brand: `brand ${item % 200}` },
    recommendable: true,
    createdAt: new Date('2025-01-01T00:00:00Z'),
  }
}
const products = Array.from({ length: items }, (_, item) => productOf(item))

const timed = <T>(work: () => T): { readonly value: T; readonly seconds: number } => {
  const started = performance.now()
  const value = work()
  return { value, seconds: (performance.now() - started) / 1000 }
}

const seen = { userIds: new Float64Array(), productIds: new Int32Array() }
const data = recommendationData({ products, rows: clubRows(people, items), seen, firstSeenAt: null }, asOf)
const compute = openCompute({ threads: availableParallelism() })
const { histories, catalogue } = data
const cold = timed(() => findColdItems({ catalogue, people: countEverybody(data) }))
const fit = timed(() => fitBlend(data, recipe, { compute, seed: 1 }))

const rows = 16
const blocks = Math.ceil(listed / rows)
const inBlocks = (work: (scores: Float32Array, from: number) => void) =>
  timed(() => {
    for (let block = 0; block < blocks; block++)
      compute.scope(() => work(compute.float32(rows * histories.items), block * rows))
  }).seconds /
  (blocks * rows)
const bare = inBlocks((scores) => {
  for (let at = 0; at < scores.length; at++) scores[at] = scores[at] * 0.5 + 1
})
const scoring = inBlocks((scores, from) => scoreBlend(fit.value, { histories, from, to: from + rows, scores }, compute))
const options = {
  listSize: publishedListLength,
  excludePurchased: true,
  excludeSeen: true,
  diversity: defaultDiversity,
}
const lists =
  timed(() => listsOf(fit.value, data, { ...options, from: 0, to: blocks * rows }, compute)).seconds / (blocks * rows)

const artefact = { format: 1, asOf: asOf.getTime(), ...data, blend: fit.value } as const
const newcomers = Array.from({ length: 20 }, (_, n) => ({ ...productOf(n * 37), id: items + 1 + n }))
const desk = timed(() =>
  openDesk(artefact, createLiveShelf(data.productIds, { version: 1, products: [...products, ...newcomers] })),
).seconds

const ms = (seconds: number) => `${(seconds * 1000).toFixed(2)} ms`
console.log(
  `${histories.users} people, ${histories.items} products, ${histories.item.length} signals, ${availableParallelism()} threads`,
)
console.log(
  `fit of six parts ${fit.seconds.toFixed(1)} s, of which what is cold ${cold.seconds.toFixed(2)} s (${cold.value.items.length} of them)`,
)
console.log(
  `a person: a bare pass ${ms(bare)}, scores ${ms(scoring)} (${(scoring / bare).toFixed(0)} passes), a list with reasons ${ms(lists)} (${(lists / bare).toFixed(0)})`,
)
console.log(
  `everybody: ${((lists * people) / 60).toFixed(1)} min; the live layer takes in 20 new products in ${desk.toFixed(2)} s`,
)
await compute.close()
