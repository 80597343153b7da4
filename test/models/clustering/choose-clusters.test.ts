import { describe, expect, it } from 'vitest'

import { chooseClusters } from '../../../src/models/clustering/choose-clusters.ts'
import { kMeans } from '../../../src/models/clustering/k-means.ts'
import { assignToCentres } from '../../../src/models/clustering/nearest-centre.ts'
import { distancesBetween, silhouettes } from '../../../src/models/clustering/silhouette.ts'
import { adjustedRand, plantedClusters } from '../../support/planted-clusters.ts'

const counts = [2, 3, 4, 5, 6, 7, 8]
const choice = { counts, least: 3, before: null, seed: 1 }

describe('silhouettes', () => {
  it('are those of Rousseeuw by hand: two pairs, ten apart', () => {
    const distances = distancesBetween({ rows: 4, width: 1, values: Float32Array.from([0, 1, 10, 11]) })
    expect(distances[2]).toBe(10)
    // a = 1 and b = 10.5 for the outer, 9.5 for the inner points.
    const found = silhouettes(distances, Int32Array.from([0, 0, 1, 1]), 2)
    const [outer, inner] = [9.5 / 10.5, 8.5 / 9.5]
    ;[outer, inner, inner, outer].forEach((wanted, at) => {
      expect(found[at]).toBeCloseTo(wanted, 6)
    })
  })

  it('are 0 for whoever is alone, and below 0 for whoever is with the wrong ones', () => {
    const distances = distancesBetween({ rows: 5, width: 1, values: Float32Array.from([0, 1, 10, 11, 30]) })
    const found = silhouettes(distances, Int32Array.from([0, 1, 1, 1, 2]), 3)
    expect(found[4]).toBe(0)
    expect(found[1]).toBeLessThan(0)
  })
})

describe('the choice of clusters', () => {
  it.each([3, 4, 5, 6])('finds that %i groups were planted', (groups) => {
    const { points, truth } = plantedClusters(Array<number>(groups).fill(120), 8, groups)
    const chosen = chooseClusters(points, choice)
    expect(chosen.alternatives.map(({ k }) => k)).toEqual(counts)
    expect(chosen.model.centres.length / points.width).toBe(groups)
    expect(adjustedRand(chosen.labels, truth)).toBeGreaterThan(0.98)
    for (const own of chosen.silhouettes) expect(own).toBeGreaterThan(0.4)
  })

  it('never divides people in two where three is the least, and shows what two would have been', () => {
    const { points } = plantedClusters([200, 200], 12, 1)
    const { model, alternatives } = chooseClusters(points, choice)
    expect(model.centres.length / points.width).toBeGreaterThan(2)
    const [two, ...more] = alternatives
    for (const { silhouette } of more) expect(silhouette).toBeLessThan(two.silhouette)
  })

  it('does not make a cluster of a handful of odd people', () => {
    const { points } = plantedClusters([300, 300, 300, 4], 14, 3)
    const { labels, model, alternatives } = chooseClusters(points, choice)
    const k = model.centres.length / points.width
    expect(k).toBe(3)
    expect(alternatives.find((own) => own.k === 4)?.smallestShare).toBeLessThan(0.01)
    expect(new Set(labels).size).toBe(3)
  })

  it('keeps the number there was before where no other is better beyond noise, and moves where one is', () => {
    const blob = plantedClusters([900], 0, 5).points
    const centresOf = (points: typeof blob, k: number) => kMeans.fit(points, { k, seed: 9 }).centres
    const numbers = [3, 4, 5].map(
      (k) => chooseClusters(blob, { ...choice, before: centresOf(blob, k) }).model.centres.length,
    )
    expect(new Set(numbers).size).toBeGreaterThan(1)
    const { points } = plantedClusters([150, 150, 150, 150], 9, 2)
    expect(
      chooseClusters(points, { ...choice, before: centresOf(points, 3) }).model.centres.length / points.width,
    ).toBe(4)
  })

  it('reads many people by mini-batches, and agrees with what it found on the few', () => {
    const { points, truth } = plantedClusters([30_000, 20_000, 10_000], 9, 4, 3)
    const { family, labels } = chooseClusters(points, { ...choice, counts: [2, 3, 4] })
    expect(family).toBe('mini-batch-k-means')
    expect(adjustedRand(labels, truth)).toBeGreaterThan(0.98)
  })

  it('stays where it is, to the last digit, when nothing has changed', () => {
    const { points } = plantedClusters([200, 200, 200, 200], 3, 6)
    const first = chooseClusters(points, choice)
    const again = chooseClusters(points, { ...choice, before: first.model.centres })
    expect(again.model.centres).toEqual(first.model.centres)
    expect(again.labels).toEqual(first.labels)
  })

  it('says so where there are too few different people', () => {
    const points = { rows: 6, width: 1, values: Float32Array.from([1, 1, 1, 1, 1, 1]) }
    expect(() => chooseClusters(points, choice)).toThrow('too few different points')
  })

  it('labels everybody by the nearest of its centres', () => {
    const { points } = plantedClusters([90, 90, 90], 7, 8)
    const { model, labels, squaredDistances } = chooseClusters(points, choice)
    expect(assignToCentres(points, model.centres)).toEqual({ labels, squaredDistances })
  })
})
