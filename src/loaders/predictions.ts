import DataLoader from 'dataloader'
import type { PurchasePrediction, RatingPrediction } from '../domain/prediction.ts'
import type { PredictionReport } from '../domain/prediction-report.ts'
import type { Database } from '../store/database.ts'
import { readPortraits } from '../store/portraits.ts'
import { findPredictionReports } from '../store/prediction-reports.ts'
import { findChurnScores, findNextOrders, findPurchasePredictions, findRatings } from '../store/predictions.ts'
import { createLoaderOfRuns } from './by-run.ts'

/** Of a run that was asked for; those of the published one come with the portrait. */
export const createChurnScoreLoader = (database: Database) =>
  createLoaderOfRuns(
    (userIds, runId) => findChurnScores(database, runId, userIds),
    ({ userId }) => userId,
  )

export const createLifetimeValueLoader = (database: Database) =>
  createLoaderOfRuns(
    async (userIds, lifetimeValue) => {
      const runs = { profile: null, churnRisk: null, lifetimeValue, segments: null }
      return (await readPortraits(database, userIds, runs)).flatMap(({ lifetimeValue: value }) => value ?? [])
    },
    ({ userId }) => userId,
  )

interface PurchasesOfUser {
  readonly userId: number
  readonly windows: readonly PurchasePrediction[]
}

/** What a run foretells of a user's purchases, window by window. */
export const createPurchaseLoader = (database: Database) =>
  createLoaderOfRuns(
    async (userIds, runId) => {
      const all = await findPurchasePredictions(database, runId, userIds)
      return [...Map.groupBy(all, ({ userId }) => userId)].map(
        ([userId, windows]): PurchasesOfUser => ({ userId, windows }),
      )
    },
    ({ userId }) => userId,
  )

export const createNextOrderLoader = (database: Database) =>
  createLoaderOfRuns(
    (userIds, runId) => findNextOrders(database, runId, userIds),
    ({ userId }) => userId,
  )

interface RatingKey {
  readonly runId: number
  readonly userId: number
  readonly productId: number
}

const pairOf = ({ userId, productId }: Omit<RatingKey, 'runId'>): string => `${userId}:${productId}`

/** How a user would rate a product, by a run: one statement a run for all pairs. */
export const createRatingLoader = (database: Database): DataLoader<RatingKey, RatingPrediction, string> =>
  new DataLoader(
    async (keys) => {
      const ofRun = async ([runId, of]: readonly [number, readonly RatingKey[]]) =>
        [runId, new Map((await findRatings(database, runId, of)).map((rating) => [pairOf(rating), rating]))] as const
      const runs = new Map(await Promise.all([...Map.groupBy(keys, ({ runId }) => runId)].map(ofRun)))
      return keys.map((key) => runs.get(key.runId)?.get(pairOf(key)) as RatingPrediction)
    },
    { cacheKeyFn: (key) => `${key.runId}:${pairOf(key)}` },
  )

/** What the models of a run know of themselves; null for runs without such. */
export const createReportLoader = (database: Database): DataLoader<number, PredictionReport | null> =>
  new DataLoader(async (runIds) => {
    const reports = await findPredictionReports(database, runIds)
    return runIds.map((id) => reports.get(id) ?? null)
  })
