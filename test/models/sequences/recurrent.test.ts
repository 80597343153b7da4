import { afterAll, describe, expect, it } from 'vitest'

import { openCompute } from '../../../src/compute/open.ts'
import { modelToBytes } from '../../../src/models/model-bytes.ts'
import { recurrent } from '../../../src/models/sequences/recurrent.ts'
import { describeSequenceClassifier } from '../../contracts/sequence.ts'
import { plantedOrders } from '../../support/planted-sequences.ts'

const quick = { width: 8, networks: 1, longest: 20, epochs: 25, learningRate: 0.01, dropout: 0 } as const

describeSequenceClassifier(recurrent, { drawsPeople: true, options: quick })

describe('the recurrent network', () => {
  const opened = [1, 2].map((threads) => openCompute({ threads }))
  afterAll(() => Promise.all(opened.map((own) => own.close())))

  it('is the same model to the bit on one thread and on two', () => {
    const options = { ...recurrent.defaults, networks: 2, epochs: 1, width: 48, batchPeople: 256 }
    const data = plantedOrders(1000, 1)
    const [one, two] = opened.map((compute) => modelToBytes(recurrent.fit(data, options, { compute, seed: 1 })))
    expect(one).toEqual(two)
  })
})
