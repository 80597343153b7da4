import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { demoNames, readDemoDataSet } from '../src/commands/demo-data-set.ts'
import type { Measured } from '../src/commands/measure-recommender.ts'
import { openCompute } from '../src/compute/open.ts'
import { rankAll } from '../src/models/evaluation/judge.ts'
import { rankingMetrics } from '../src/models/evaluation/ranking.ts'
import { createRandom } from '../src/models/math/random.ts'
import { blendOf } from '../src/models/recommenders/blend.ts'
import { families, familyNamed } from '../src/models/recommenders/families.ts'
import type { RecommenderFamily } from '../src/models/recommenders/family.ts'

/**
 * By how much the blend is above its best part on the generated shop, with a 95 % interval over people (paired bootstrap), from what `evaluate recommend` chose:
 *   npm run clientele -- evaluate recommend demo --results demo.json
 *   node scripts/compare-blend.ts --set demo --results demo.json
 */
const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'demo' },
    results: { type: 'string', default: 'demo.json' },
    users: { type: 'string', default: '6000' },
  },
})

const [seed, draws] = [1, 10_000]
const name = demoNames.find((name) => name === values.set) ?? 'demo'
const { test, k } = readDemoDataSet(name, Number(values.users))
const results: readonly Measured[] = JSON.parse(readFileSync(values.results, 'utf8'))
const compute = openCompute({ threads: 2 })

/** The NDCG of each person's list. */
const ndcgOfEach = <Options extends object, Model extends object>(
  family: RecommenderFamily<Options, Model>,
  options: Partial<Options>,
): Float64Array => {
  const model = family.fit(test.train, { ...family.defaults, ...options }, { compute, seed })
  const lists = rankAll((block) => family.score(model, block, compute), test, test.read.users, k, compute)
  return Float64Array.from({ length: test.read.users }, (_, user) => {
    const [from, to] = [test.wanted.pointers[user], test.wanted.pointers[user + 1]]
    const wanted = {
      ...test.wanted,
      users: 1,
      pointers: Int32Array.of(0, to - from),
      indices: test.wanted.indices.subarray(from, to),
    }
    return rankingMetrics({ pointers: lists.pointers.subarray(user, user + 2), items: lists.items }, wanted, k).ndcg
  })
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

const intervalOf = (differences: Float64Array) => {
  const random = createRandom(seed)
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0
    for (let at = 0; at < differences.length; at++) sum += differences[random.integer(differences.length)]
    return sum / differences.length
  }).sort()
  return [means[Math.floor(0.025 * draws)], means[Math.floor(0.975 * draws)]]
}

try {
  const measured = results.filter(
    ({ family, metrics }) => metrics !== null && families.some(({ name }) => name === family),
  )
  const parts = measured.map(({ family, options }) => ({ family, each: ndcgOfEach(familyNamed(family), options) }))
  const best = parts.reduce((best, next) => (mean(next.each) > mean(best.each) ? next : best))
  const recipe = results.find(({ family }) => family === 'blend')?.options ?? {}
  const blended = ndcgOfEach(blendOf(familyNamed), recipe)
  const differences = blended.map((ndcg, user) => ndcg - best.each[user])
  const [low, high] = intervalOf(differences)
  const told = [blended, best.each, differences, [low], [high]].map((values) => mean(values).toFixed(4))
  console.log(
    `${name}: blend ${told[0]}, ${best.family} ${told[1]}, difference ${told[2]} (95 %: ${told[3]} to ${told[4]}; ${differences.length} people)`,
  )
} finally {
  await compute.close()
}
