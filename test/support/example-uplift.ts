import { baselineReason, othersReason } from '../../src/domain/prediction.ts'
import type { UpliftScore } from '../../src/domain/uplift.ts'

const classes = ['PERSUADABLE', 'SURE_THING', 'LOST_CAUSE', 'DO_NOT_DISTURB'] as const
const chances = [
  [0.2, 0.5],
  [0.8, 0.81],
  [0.1, 0.1],
  [0.5, 0.3],
] as const

/** Everybody's answer to a coupon of any kind: the first is persuadable, the second a sure thing, and so on in turn. */
export const exampleUpliftScores = (
  users: readonly { readonly id: number; readonly n: number }[],
): readonly UpliftScore[] =>
  users.map(({ id: userId, n }) => {
    const place = (n - 1) % classes.length
    const [probabilityWithout, probabilityWith] = chances[place]
    const uplift = probabilityWith - probabilityWithout
    return {
      userId,
      offer: 'ANY',
      uplift,
      probabilityWithout,
      probabilityWith,
      upliftClass: classes[place],
      reasons: [
        { feature: baselineReason, value: 0.05, level: null, contribution: 0.05 },
        { feature: 'couponOrders', value: n, level: null, contribution: uplift - 0.06 },
        { feature: othersReason, value: null, level: null, contribution: 0.01 },
      ],
    }
  })

const estimate = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 })

/** What a run of uplift keeps of itself. */
export const exampleLessons = {
  campaigns: 3,
  lessons: [
    {
      offer: 'ANY',
      recipe: {
        learner: 's-learner',
        classifier: 'logistic-regression',
        classifierOptions: { strength: 30 },
        columns: ['coupon'],
      },
      trials: [
        {
          ...{
            learner: 's-learner',
            classifier: 'logistic-regression',
            classifierOptions: { strength: 30 },
            columns: ['coupon'],
          },
          ...{ qini: 0.02, chance: 1, problem: null },
        },
        {
          ...{ learner: 't-learner', classifier: 'logistic-regression', classifierOptions: {} },
          ...{ qini: null, chance: 0, problem: 'There were too few.' },
        },
      ],
      metrics: {
        rows: 400,
        treated: 200,
        ate: estimate(0.05),
        qini: estimate(0.02),
        upliftAt: { '0.1': estimate(0.2), '1': estimate(0.05) },
      },
      calibration: { slope: 0.8, centre: 0.04, average: 0.05 },
      curve: [
        { share: 0, gain: 0 },
        { share: 1, gain: 0.05 },
      ],
      usual: 0.3,
      passes: true,
    },
  ],
} as const
