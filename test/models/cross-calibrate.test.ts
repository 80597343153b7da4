import { expect, it } from 'vitest'

import { crossCalibrate } from '../../src/models/cross-calibrate.ts'
import { brier } from '../../src/models/evaluation/brier.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { sigmoid } from '../../src/models/math/sigmoid.ts'
import { calibrate, fitPlatt } from '../../src/models/platt.ts'

it('scores each fold by a calibration that never saw it', () => {
  const random = createRandom(21)
  const logits = Float64Array.from({ length: 43 }, random.normal)
  const labels = Uint8Array.from(logits, (score) => (random.uniform() < sigmoid(score) ? 1 : 0))
  const byHand = logits.map((score, i) => {
    const others = (_: unknown, j: number) => j % 5 !== i % 5
    return calibrate(fitPlatt(logits.filter(others), labels.filter(others)), score)
  })
  const { calibration, calibrated } = crossCalibrate(logits, labels)
  expect(calibrated.brier).toBeCloseTo(brier(byHand, labels), 12)
  const seen = logits.map((score) => calibrate(calibration, score))
  expect(calibrated.brier).toBeGreaterThan(brier(seen, labels))
})
