import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../../src/compute/plain.ts'
import { familyNamed } from '../../../src/models/recommenders/families.ts'
import { itemKnn } from '../../../src/models/recommenders/item-knn.ts'
import { rememberFits } from '../../../src/models/recommenders/remember-fits.ts'
import { trainingDataFrom } from '../../support/training-data.ts'

describe('fits that are remembered', () => {
  const data = () =>
    trainingDataFrom(2, 3, [
      [0, 0, 3],
      [0, 1, 2],
      [1, 1, 1],
    ])
  const tools = { compute: createPlainCompute(), seed: 1 }

  it('are the same for the same data, options and seed, and made anew for any other', () => {
    const [knn, crowd] = rememberFits([familyNamed('item-knn'), familyNamed('popular')])
    const own = data()
    const model = knn.fit(own, { ...itemKnn.defaults }, tools)
    const turned = Object.fromEntries(Object.entries(itemKnn.defaults).reverse())
    expect(knn.fit({ ...own }, turned, tools)).toBe(model)
    expect(knn.fit(own, { ...itemKnn.defaults, shrinkage: 7 }, tools)).not.toBe(model)
    expect(knn.fit(own, itemKnn.defaults, { ...tools, seed: 2 })).not.toBe(model)
    expect(knn.fit(data(), itemKnn.defaults, tools)).not.toBe(model)
    expect(crowd.fit(own, itemKnn.defaults, tools)).not.toBe(model)
    expect(knn.fit(data(), itemKnn.defaults, tools)).toEqual(itemKnn.fit(own, itemKnn.defaults, tools))
  })
})
