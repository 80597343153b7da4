// What do mixed lists cost? The first ten of everybody on the generated shop, whose last 60 days are to be foretold, by how mixed they are made.
//   node bench/diversity.ts [people]
import { availableParallelism } from 'node:os'

import { readDemoDataSet } from '../src/commands/demo-data-set.ts'
import { openCompute } from '../src/compute/open.ts'
import { rankingMetrics } from '../src/models/evaluation/ranking.ts'
import { defaultRecipe, fitBlend } from '../src/models/recommenders/blend.ts'
import type { Catalogue } from '../src/models/recommenders/catalogue.ts'
import type { Histories } from '../src/models/recommenders/histories.ts'
import { listsOf } from '../src/models/recommenders/lists.ts'
import type { BlendRecipe } from '../src/models/recommenders/recipe.ts'
import { type RecommendationLists, recommendationsOf } from '../src/models/recommenders/recommendation-lists.ts'
import { seasonOf } from '../src/models/recommenders/season.ts'
import { soonAgain } from '../src/models/recommenders/soon-again.ts'

const k = 10
const users = Number(process.argv[2] ?? 2000)
const { test } = readDemoDataSet('demo-new', users)
const { train, read, wanted } = test
const told: Catalogue = {
  ...train.catalogue,
  season: seasonOf(train),
  soonAgain: soonAgain(train.histories, train.catalogue.kindOf ?? new Int32Array(train.catalogue.items).fill(-1)),
}
const { season: _, ...withoutSeason } = told

const recipes: Readonly<Record<string, BlendRecipe>> = {
  'tastes and category-popular': {
    parts: [
      { family: 'tastes', options: {}, weight: 0.5 },
      { family: 'category-popular', options: {}, weight: 0.5 },
    ],
  },
  'the stated default': defaultRecipe,
}

/** Purchases of a history: how much is known of somebody. */
const purchasesOf = ({ pointers, signal }: Histories, user: number): number =>
  signal.subarray(pointers[user], pointers[user + 1]).filter((one) => one === 3).length

const largestPart = (categories: readonly number[]): number => {
  const counts = new Map<number, number>()
  for (const category of categories) counts.set(category, (counts.get(category) ?? 0) + 1)
  return Math.max(0, ...counts.values()) / Math.max(1, categories.length)
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** NDCG, the part of the first ten that is of the largest category, and the part that is out of season. */
const measure = (lists: RecommendationLists) => {
  const rows = Array.from({ length: read.users }, (_, user) => recommendationsOf(lists, user).map(({ item }) => item))
  const pointers = new Int32Array(read.users + 1)
  rows.forEach((row, user) => {
    pointers[user + 1] = pointers[user] + row.length
  })
  const ndcg = rankingMetrics({ pointers, items: Int32Array.from(rows.flat()) }, wanted, k).ndcg
  const parts = rows.map((row) => largestPart(row.map((item) => told.categoryOf[item])))
  const few = parts.filter((_, user) => purchasesOf(read, user) <= 1)
  const stale = rows.map(
    (row) => row.filter((item) => (told.season?.[item] ?? 1) < 0.4).length / Math.max(1, row.length),
  )
  return { ndcg, largest: mean(parts), largestOfFew: mean(few), stale: mean(stale) }
}

const compute = openCompute({ threads: availableParallelism() })
console.log(`${users} people, ${read.users} of them bought something new; the first ${k}`)
for (const [name, recipe] of Object.entries(recipes)) {
  const blend = fitBlend(train, recipe, { compute, seed: 1 })
  console.log(`\n${name}\nmade            NDCG@10  largest category  of those with a purchase or none  out of season`)
  const line = (made: string, catalogue: Catalogue, diversity: number): void => {
    const options = { from: 0, to: read.users, listSize: k, excludePurchased: true, excludeSeen: false, diversity }
    const { ndcg, largest, largestOfFew, stale } = measure(
      listsOf(blend, { histories: read, catalogue }, options, compute),
    )
    const percent = (part: number) => `${(100 * part).toFixed(0)} %`
    console.log(
      `${made.padEnd(15)} ${ndcg.toFixed(4)}   ${percent(largest).padEnd(16)}  ${percent(largestOfFew).padEnd(31)}  ${percent(stale)}`,
    )
  }
  line('by score alone', told, 0)
  line('0.2, no season', withoutSeason, 0.2)
  for (const diversity of [0.05, 0.2, 0.4, 0.6]) line(String(diversity), told, diversity)
}
await compute.close()
