import { describe, expect, it } from 'vitest'

import { readDemoData } from '../../src/commands/demo-recommend-data.ts'
import { createPlainCompute } from '../../src/compute/plain.ts'
import { createDemoShop } from '../../src/demo/shop.ts'
import { judge } from '../../src/models/evaluation/judge.ts'
import { purchaseSignal } from '../../src/models/recommenders/histories.ts'
import { popular } from '../../src/models/recommenders/popular.ts'
import { tastes } from '../../src/models/recommenders/tastes.ts'

const until = new Date('2026-11-01T00:00:00Z')
const shop = { seed: 7, users: 1500, until }
const testDays = 60
const data = readDemoData({ ...shop, testDays })
const cut = until.getTime() - testDays * 86_400_000
const compute = createPlainCompute()

describe('the generated shop as data for recommenders', () => {
  it('knows nothing of the weeks to be foretold', () => {
    expect(Math.min(...data.train.histories.ageDays)).toBeGreaterThanOrEqual(0)
    expect(data.train.catalogue.items).toBe(528)
  })

  it('wants what the same customers bought in those weeks, with what they had and without', () => {
    const { everything, unbought } = data
    expect(everything.read.users).toBeGreaterThan(150)
    expect(everything.wanted.users).toBe(everything.read.users)
    expect(unbought.wanted.indices.length).toBeLessThan(everything.wanted.indices.length)
    for (let row = 0; row < unbought.read.users; row++) {
      const had = new Set<number>()
      for (let at = unbought.read.pointers[row]; at < unbought.read.pointers[row + 1]; at++)
        if (unbought.read.signal[at] === purchaseSignal) had.add(unbought.read.item[at])
      for (const item of unbought.wanted.indices.subarray(
        unbought.wanted.pointers[row],
        unbought.wanted.pointers[row + 1],
      ))
        expect(had.has(item)).toBe(false)
    }
  })

  it('counts every purchase of those weeks by customers from before', () => {
    const before = new Set<string>()
    const wanted = new Set<string>()
    for (const { type, userId, productId, timestamp } of createDemoShop(shop).events()) {
      if (type !== 'PURCHASE') continue
      if (timestamp <= cut) before.add(userId ?? '')
      else if (before.has(userId ?? '')) wanted.add(`${userId} ${productId}`)
    }
    expect(data.everything.wanted.indices).toHaveLength(wanted.size)
  })

  it('is foretold best by who knows the tastes, and by taste better than by popularity', () => {
    for (const split of [data.everything, data.unbought]) {
      const ndcgOf = (score: Parameters<typeof judge>[0]) => judge(score, split, 10, compute).ndcg
      const oracle = ndcgOf(data.oracleOf(split))
      const model = tastes.fit(data.train, tastes.defaults, { compute, seed: 1 })
      const crowd = popular.fit(data.train, popular.defaults, { compute, seed: 1 })
      const learned = ndcgOf((block) => tastes.score(model, block, compute))
      expect(oracle).toBeGreaterThan(1.15 * learned)
      expect(learned).toBeGreaterThan(2 * ndcgOf((block) => popular.score(crowd, block, compute)))
    }
  })
})
