import { describe, expect, it } from 'vitest'

import type { ClusteringFamily } from '../../src/models/clustering/family.ts'
import { assignToCentres } from '../../src/models/clustering/nearest-centre.ts'
import { takePoints } from '../../src/models/clustering/points.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { modelFromBytes, modelToBytes } from '../../src/models/model-bytes.ts'
import { adjustedRand, plantedClusters } from '../support/planted-clusters.ts'

/** The suite that every way to find clusters passes, on groups that were planted. */
export const describeClustering = (family: ClusteringFamily): void => {
  const planted = plantedClusters([500, 300, 150, 50], 9, 1)
  const { points, truth } = planted
  const labelsOf = (centres: Float64Array) => assignToCentres(points, centres).labels

  describe(family.name, () => {
    it('finds the groups that were planted, large and small, from any seed', () => {
      for (let seed = 1; seed <= 8; seed++) {
        const { centres } = family.fit(points, { k: 4, seed })
        expect(adjustedRand(labelsOf(centres), truth)).toBeGreaterThan(0.98)
      }
    })

    it('states the inertia that its centres have, near that of the planted middles', () => {
      const { centres, inertia } = family.fit(points, { k: 4, seed: 1 })
      const measured = assignToCentres(points, centres).squaredDistances.reduce((sum, value) => sum + value, 0)
      expect(Math.abs(inertia / measured - 1)).toBeLessThan(1e-9)
      expect(inertia / points.rows).toBeLessThan(1.02 * points.width)
    })

    it('is the same for the same seed, and changes nothing that it is given', () => {
      const before = points.values.slice()
      const start = family.fit(points, { k: 4, seed: 3 }).centres
      const kept = start.slice()
      expect(family.fit(points, { k: 4, seed: 5, start })).toEqual(family.fit(points, { k: 4, seed: 5, start }))
      expect(points.values).toEqual(before)
      expect(start).toEqual(kept)
    })

    it('divides people the same way whatever order they come in', () => {
      const order = createRandom(7).shuffle(Array(points.rows).keys())
      const { centres } = family.fit(takePoints(points, order), { k: 4, seed: 2 })
      expect(adjustedRand(labelsOf(centres), labelsOf(family.fit(points, { k: 4, seed: 2 }).centres))).toBeGreaterThan(
        0.98,
      )
    })

    it('keeps the places of the centres that it starts from', () => {
      const start = family.fit(points, { k: 4, seed: 1 }).centres
      const { centres } = family.fit(points, { k: 4, seed: 99, start })
      expect(labelsOf(centres)).toEqual(labelsOf(start))
    })

    it('survives being saved and loaded', () => {
      const model = family.fit(points, { k: 3, seed: 1 })
      expect(modelFromBytes(modelToBytes(model))).toEqual(model)
    })

    it('finds one cluster where one is asked for: its centre is the mean', () => {
      const { centres } = family.fit(points, { k: 1, seed: 1 })
      const mean = Array.from({ length: points.width }, (_, c) => {
        let sum = 0
        for (let row = 0; row < points.rows; row++) sum += points.values[row * points.width + c]
        return sum / points.rows
      })
      centres.forEach((value, c) => {
        expect(Math.abs(value - mean[c])).toBeLessThan(0.15)
      })
    })

    it('gives no more centres than there are different points', () => {
      const same = { rows: 9, width: 1, values: Float32Array.from([1, 1, 1, 5, 5, 5, 1, 1, 5]) }
      expect([...family.fit(same, { k: 4, seed: 1 }).centres].sort()).toEqual([1, 5])
    })

    it('refuses what has no clusters, in a sentence', () => {
      const fitOf =
        (rows: number, k: number, value = 1) =>
        () =>
          family.fit({ rows, width: 1, values: new Float32Array(rows).fill(value) }, { k, seed: 1 })
      expect(fitOf(0, 2)).toThrow(/^Of no points/)
      expect(fitOf(3, 0)).toThrow(/^There have to be 1 cluster or more, not 0\.$/)
      expect(fitOf(3, 2, Number.NaN)).toThrow(/finite/)
    })
  })
}
