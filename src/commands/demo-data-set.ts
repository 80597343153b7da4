import { createPlainCompute } from '../compute/plain.ts'
import { judge } from '../models/evaluation/judge.ts'
import { timeSplit } from '../models/evaluation/time-split.ts'
import { readDemoData } from './demo-recommend-data.ts'
import type { RecommendDataSet } from './recommend-data-sets.ts'

/** The shop of the demo, with an end that does not move. */
const shop = { seed: 7, until: new Date('2026-11-01T00:00:00Z'), testDays: 60 } as const
const k = 10
/** Of the purchases before the test, the latest part to choose options by. */
const validationShare = 0.2

const protocols = {
  demo: 'the last 60 of 540 days are to be foretold of customers who bought in them: all they bought, also what they had before',
  'demo-new':
    'the last 60 of 540 days are to be foretold of customers who bought in them: what they had not had before; the rest is not ranked',
} as const
export type DemoDataSetName = keyof typeof protocols
export const demoNames = ['demo', 'demo-new'] as const

/** The generated shop, with the line of the oracle that knows its people's tastes in place of what others report. */
export const readDemoDataSet = (name: DemoDataSetName, users: number): RecommendDataSet => {
  const data = readDemoData({ ...shop, users })
  const test = name === 'demo' ? data.everything : data.unbought
  const best = judge(data.oracleOf(test), test, k, createPlainCompute())
  const periods = (people: number, seed: number) =>
    timeSplit(data.train, {
      share: validationShare,
      maxUsers: people,
      seed,
      countRepeats: !test.leaveOutPurchased,
    })
  return {
    name,
    protocol: protocols[name],
    k,
    measure: 'recall',
    knows: new Set(['order', 'attributes', 'times', 'categories', 'repeats']),
    validation: (people, seed) => periods(people, seed).test,
    // One more period: as with a recompute, three fifths of the purchases are always left to fit on.
    earlier: (people, seed) => [periods(people, seed).validation],
    test,
    published: [{ name: 'oracle', found: best.recall, ndcg: best.ndcg, source: 'knows the tastes' }],
  }
}
