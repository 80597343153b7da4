import { describe, expect, it } from 'vitest'

import { createPlainCompute } from '../../src/compute/plain.ts'
import { predictionLevers } from '../../src/domain/prediction.ts'
import { partsOfCuts, sampleSnapshot } from '../../src/jobs/prediction-data.ts'
import type { JudgedModels, PredictionInput, PredictionItem, ScoredBlock } from '../../src/jobs/prediction-items.ts'
import { predictWith } from '../../src/jobs/prediction-task.ts'
import { nextOrderAt } from '../../src/jobs/score-next-orders.ts'
import { type PlantedPeople, plantedInput, truthOf } from '../support/planted-behaviour.ts'

const compute = createPlainCompute()

const run = (input: PredictionInput): readonly PredictionItem[] => [...predictWith(compute, input, () => undefined)]

const judgedOf = (items: readonly PredictionItem[]): JudgedModels => {
  const found = items.find(({ kind }) => kind === 'judged')
  if (found?.kind !== 'judged') throw new Error(`judged nothing: ${JSON.stringify(items)}`)
  return found
}

const blocksOf = (items: readonly PredictionItem[]): readonly ScoredBlock[] =>
  items.flatMap((item) => (item.kind === 'scores' ? [item.block] : []))

const people: PlantedPeople = { people: 1500, seed: 10 }
const input = plantedInput(people)
const items = run(input)
const [model] = judgedOf(items).models

const viewsOf = (row: number): number => input.current.table.values[5 * 1500 + row]

describe('what is learned of a planted cause', () => {
  it('comes near the truth, and beats what knows less', () => {
    const [block] = blocksOf(items)
    const off = block.explained.probabilities.map((p, row) => Math.abs(p - (1 - truthOf(viewsOf(row)))))
    expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(0.05)
    expect(model.measures.auc).toBeGreaterThan(0.9)
    expect(model.measures.calibrationError).toBeLessThan(0.04)
    expect(model.baseline?.margin.low).toBeGreaterThan(0.1)
    expect(model.comparators[0]).toMatchObject({ family: 'bg-nbd' })
    expect(model.comparators[0].margin.low).toBeGreaterThan(0.1)
  })

  it('names the cause first, with contributions that add up to the logit', () => {
    const views = judgedOf(items).columns.CHURN?.findIndex(({ name }) => name === 'views30')
    const first = blocksOf(items).flatMap(({ explained }) =>
      Array.from(explained.probabilities, (_, row) => explained.features[6 * row]),
    )
    expect(first.filter((feature) => feature === views).length).toBeGreaterThan(0.8 * first.length)
    for (const { explained } of blocksOf(items))
      explained.probabilities.forEach((p, row) => {
        const named = explained.contributions.subarray(6 * row, 6 * row + 6).reduce((sum, value) => sum + value, 0)
        const logit = explained.baselines[row] + named + explained.others[row]
        expect(logit).toBeCloseTo(Math.log(p / (1 - p)), 9)
      })
    expect(model.importances[0].feature).toBe('views30')
  })

  it('knows one thing that would change it, and that it is a visit', () => {
    const { counterfactual, explained } = blocksOf(items)[0]
    const rows = Array.from(counterfactual.lever.keys()).filter((row) => viewsOf(row) === 2)
    const visits = rows.filter((row) => predictionLevers[counterfactual.lever[row]] === 'VISIT')
    expect(visits.length).toBeGreaterThan(0.8 * rows.length)
    for (const row of visits) expect(counterfactual.probability[row]).toBeLessThan(explained.probabilities[row] - 0.1)
  })

  it('is the same again', () => {
    expect(blocksOf(run(input))).toEqual(blocksOf(items))
  })

  it('tells for whom it holds', () => {
    const languages = model.groups.filter(({ by }) => by === 'trait:language')
    expect(languages.map(({ value }) => value)).toEqual(['en', 'zh'])
    expect(model.groups.some(({ isWeak }) => isWeak)).toBe(false)
    expect(model.reliability.reduce((sum, { rows }) => sum + rows, 0)).toBe(1500)
    expect(model.distribution.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })
})

describe('the gate', () => {
  it('refuses what chance has labelled, with the numbers, and gives nobody a score', () => {
    const noise = run(plantedInput({ ...people, weight: 0 }))
    const { refusal, models } = judgedOf(noise)
    expect(refusal).toMatchObject({ code: 'GATE_BASELINE_WON', comparison: { measure: 'explained', people: 1500 } })
    expect(refusal?.message).toMatch(/^For CHURN .* is no better than .* beyond noise/)
    expect(models[0].baseline?.margin.low).toBeLessThanOrEqual(0)
    expect(models[0].measures.auc).toBeGreaterThan(0.4)
    expect(blocksOf(noise)).toEqual([])
  })

  const published = (family: string, options = {}): PredictionInput['published'] => ({
    CHURN_RISK: { recipes: { CHURN: { family, options } }, spreads: [], distributions: {} },
  })

  it('keeps the published recipe where what was found is no better beyond noise', () => {
    const kept = judgedOf(run(plantedInput(people, { published: published('logistic-regression', { strength: 3 }) })))
    expect(kept.refusal).toBeNull()
    expect(kept.models[0]).toMatchObject({
      championKept: true,
      family: 'logistic-regression',
      options: { strength: 3 },
    })
    expect(kept.recipes.CHURN).toEqual({ family: 'logistic-regression', options: { strength: 3 } })
  })

  it('puts what is clearly better in the place of what is published', () => {
    const changed = judgedOf(run(plantedInput(people, { published: published('bg-nbd', { horizonDays: 0 }) })))
    expect(changed.models[0].championKept).toBe(false)
    expect(changed.models[0].champion?.margin.low).toBeGreaterThan(0)
    expect(changed.recipes.CHURN?.family).not.toBe('bg-nbd')
  })

  it('passes over a published recipe that is no more', () => {
    const gone = judgedOf(run(plantedInput(people, { published: published('oracle') })))
    expect(gone.models[0]).toMatchObject({ champion: null, championKept: null, refusal: null })
  })
})

describe('drift', () => {
  const before: PredictionInput['published'] = {
    CHURN_RISK: {
      recipes: {},
      spreads: judgedOf(items).spreads,
      distributions: { CHURN: model.distribution },
    },
  }
  const driftOf = (change: Partial<PlantedPeople>) =>
    judgedOf(run(plantedInput({ ...people, ...change }, { published: before }))).models[0].drift

  it('is nothing where other people of the same kind come', () => {
    expect(driftOf({ seed: 77 }).every(({ stabilityIndex }) => stabilityIndex < 0.1)).toBe(true)
  })

  it('alerts to the feature that has moved', () => {
    const later = { ...plantedInput(people, { published: before }) }
    const { current } = plantedInput({ ...people, shift: 5 })
    const drift = judgedOf(run({ ...later, current })).models[0].drift
    expect(drift.filter(({ feature }) => feature !== null)[0]).toMatchObject({ feature: 'views30', level: 'MAJOR' })
    expect(drift.find(({ feature }) => feature === null)?.level).toBe('MAJOR')
    expect(drift.find(({ feature }) => feature === 'tenure')?.level).toBe('NONE')
  })
})

describe('too little', () => {
  const missingOf = (items: readonly PredictionItem[]) => {
    const [first] = items
    if (first.kind !== 'insufficient') throw new Error(`got ${first.kind}`)
    return first.missing
  }

  it('of one class is told, and of which', () => {
    expect(missingOf(run(plantedInput({ ...people, oneClass: true })))).toEqual({
      what: 'customers who did not buy again in the holdout',
      have: 0,
      need: 10,
    })
  })

  it('of ten people is told', () => {
    const missing = missingOf(run(plantedInput({ ...people, people: 10 })))
    expect(missing.have).toBeLessThan(missing.need)
  })

  it('of days is told, of every kind', () => {
    const young = plantedInput(people, {
      kinds: ['CHURN_RISK', 'PURCHASE', 'NEXT_ORDER'],
      past: [],
      history: { days: 40.5, needed: 210 },
    })
    const items = run(young)
    expect(items.map((item) => item.kind === 'insufficient' && item.missing)).toEqual(
      Array.from({ length: 3 }, () => ({ what: 'days of behaviour', have: 40, need: 210 })),
    )
  })
})

describe('a trait that was set because of the outcome', () => {
  it('is left out, and it is told why', () => {
    const judged = judgedOf(run(plantedInput({ ...people, leaks: true })))
    expect(judged.data.leftOut.join()).toContain('trait:status')
    expect(judged.columns.CHURN?.some(({ name }) => name === 'trait:status')).toBe(false)
    expect(judged.models[0].measures.auc).toBeLessThan(0.99)
  })
})

describe('the next order', () => {
  const items = run(plantedInput(people, { kinds: ['NEXT_ORDER'] }))
  const next = items.flatMap((item) =>
    item.kind === 'nextOrders' ? Array.from(item.block.userIds, (_, row) => nextOrderAt(item.block, row)) : [],
  )

  it('comes within the days in which it came, or not at all', () => {
    const eager = next.filter((_, row) => viewsOf(row) === 8)
    const idle = next.filter((_, row) => viewsOf(row) === 0)
    for (const { days, noneWithin90 } of eager) {
      expect(noneWithin90).toBeLessThan(0.3)
      expect(days.median).toBeLessThan(8)
    }
    for (const { days, noneWithin90 } of idle) {
      expect(noneWithin90).toBeGreaterThan(0.8)
      expect(days.median).toBeNull()
    }
  })

  it('is worth what looks promise, within bounds that hold four in five', () => {
    const spend = judgedOf(items).models.find(({ target }) => target === 'NEXT_ORDER_SPEND')
    expect(spend?.measures.r2).toBeGreaterThan(0.95)
    expect(spend?.measures.intervalCoverage).toBeGreaterThan(0.75)
    next.forEach(({ spend: { value, low, high } }, row) => {
      expect(Math.abs(value - (10 * viewsOf(row) + 5))).toBeLessThan(12)
      expect(low <= value && value <= high).toBe(true)
    })
  })

  it('stays with shares and means where nothing else is known, and chances add up to 1', () => {
    const of = (name: string) => judgedOf(items).models.find(({ target }) => target === name)
    expect(of('NEXT_CATEGORY')?.family).toBe('shares')
    expect(of('NEXT_ORDER_QUANTITY')).toMatchObject({ family: 'mean', importances: [] })
    for (const { categories } of next.slice(0, 50))
      expect(categories.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9)
  })
})

describe('cuts', () => {
  const cutAt = (daysAgo: number) =>
    ({ asOf: Date.UTC(2025, 0, 1) - daysAgo * 86_400_000 }) as unknown as Parameters<typeof partsOfCuts>[0][number]
  const daysOf = (cuts: readonly { readonly asOf: number }[]) =>
    cuts.map(({ asOf }) => (Date.UTC(2025, 0, 1) - asOf) / 86_400_000)

  it('that are learned from are over before what judges begins, however close they lie', () => {
    const { judged, train, refit } = partsOfCuts([90, 120, 150, 180, 210, 240].map(cutAt))
    expect(daysOf([judged])).toEqual([90])
    expect(daysOf(train)).toEqual([180, 210, 240])
    expect(daysOf(refit)).toEqual([90, 120, 150])
  })

  it('of many people keep some, with what became of them', () => {
    const whole = { ...plantedInput(people).past[0] }
    const some = sampleSnapshot(whole, 300, 1)
    expect(some.table.rows).toBeGreaterThan(200)
    expect(some.table.rows).toBeLessThan(400)
    some.table.userIds.forEach((id, row) => {
      const from = whole.table.userIds.indexOf(id)
      expect(some.targets?.churned[row]).toBe(whole.targets?.churned[from])
      expect(some.table.values[5 * some.table.rows + row]).toBe(whole.table.values[5 * 1500 + from])
    })
    expect(sampleSnapshot(whole, 5000, 1)).toBe(whole)
  })
})
