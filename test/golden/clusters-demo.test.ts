import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import { clusters } from '../../src/jobs/cluster-task.ts'
import { createHiddenPeople } from '../support/hidden-people.ts'

const { snapshot, find, archetypes } = createHiddenPeople(2000, createPlainCompute())

describe('the generated shop', () => {
  it('has clusters of which one holds those who are really gone', () => {
    const { table, truths, at } = snapshot
    const { chosen, space, typicalOf } = clusters({ table, before: null, seed: 1 }, () => undefined)
    const goneOf = space.centres.map((_, cluster) => {
      const own = truths.filter((_truth, row) => chosen.labels[row] === cluster)
      return own.filter(({ churnedAt }) => churnedAt !== null && churnedAt <= at).length / own.length
    })
    const worst = goneOf.indexOf(Math.max(...goneOf))
    const away = typicalOf.map((typical) => typical[space.features.indexOf('daysSinceLastSeen')] ?? 0)
    expect(worst).toBe(away.indexOf(Math.max(...away)))
    expect(goneOf[worst]).toBeGreaterThan(1.8 * (goneOf.reduce((sum, share) => sum + share, 0) / goneOf.length))
  })

  it('hides people of a kind whom lookalikes find by their behaviour, many times as often as by lot', () => {
    const searches = archetypes.slice(0, 4).map((archetype) => find((truth) => truth.archetype === archetype, 3))
    for (const { precision, byLot } of searches) expect(precision / byLot).toBeGreaterThan(3)
    const mean = searches.reduce((sum, { precision, byLot }) => sum + precision / byLot, 0) / searches.length
    expect(mean).toBeGreaterThan(6)
  })
})
