import { type PredictionLever, type PredictionTarget, predictionLevers, purchaseWindows } from '../domain/prediction.ts'
import type { ClassificationTarget } from './classification-target.ts'
import type { PastCut } from './prediction-data.ts'

export const churnTarget: ClassificationTarget = {
  target: 'CHURN',
  labelOf: ({ targets }, row) => targets.churned[row],
  horizonDays: 0,
  called: ['customers who did not buy again in the holdout', 'customers who bought again in the holdout'],
}

export const purchaseTargets: readonly ClassificationTarget[] = purchaseWindows.map((days) => ({
  target: `PURCHASE_${days}` as const,
  labelOf: ({ targets }: PastCut, row: number) => targets[`boughtWithin${days}`][row],
  horizonDays: days,
  called: [
    `people who bought within ${days} days in the holdout`,
    `people who did not buy within ${days} days in the holdout`,
  ],
}))

/** An order makes a purchase likelier as a matter of course: no lever of it. */
export const leversOf = (target: PredictionTarget): readonly PredictionLever[] =>
  target === 'CHURN' ? predictionLevers : predictionLevers.filter((lever) => lever !== 'ORDER')
