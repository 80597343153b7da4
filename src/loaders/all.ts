import { readCatalogueVersion } from '../store/catalogue-version.ts'
import type { Database } from '../store/database.ts'
import { once } from './by-key.ts'
import {
  createCampaignByKeyLoader,
  createCampaignCountsLoader,
  createCampaignLoader,
  createComparisonByKeyLoader,
  createComparisonOfLoader,
  createCouponProductsLoader,
  createRedemptionLoader,
  createSendableLoader,
} from './campaigns.ts'
import { createFlowLoader, createKeptRunLoader, createRunAtLoader } from './chosen-runs.ts'
import { createClusteringLoader, createUserClusterLoader } from './clusters.ts'
import { createConsentLoader } from './consents.ts'
import { createActionPolicyLoader, createCouponHistoryLoader, createLatestLearningLoader } from './next-actions.ts'
import { createPortraitLoader } from './portraits.ts'
import {
  createChurnScoreLoader,
  createLifetimeValueLoader,
  createNextOrderLoader,
  createPurchaseLoader,
  createRatingLoader,
  createReportLoader,
} from './predictions.ts'
import { createProductByExternalIdLoader, createProductLoader } from './products.ts'
import { createRecommendationLoader } from './recommendations.ts'
import { createLatestRunsLoader, createModelRunLoader, createPublishedRunsLoader } from './runs.ts'
import { createSnapshotLoader } from './segment-snapshots.ts'
import {
  createMemberCountLoader,
  createSegmentByKeyLoader,
  createSegmentLoader,
  createSegmentStateLoader,
} from './segments.ts'
import { createSimilarProductLoader } from './similar-products.ts'
import { createUpliftLoader, createUpliftModelLoader } from './uplift.ts'
import { createTrailLoader } from './user-events.ts'
import { createActiveSinceLoader, createUserHistoryLoader } from './user-histories.ts'
import { createUserListByKeyLoader, createUserListCountsLoader } from './user-lists.ts'
import { createUserByExternalIdLoader, createUserLoader } from './users.ts'

/** A request's own loaders: nothing read for one request is believed in the next. */
export const createLoaders = (database: Database, timeZone: string) => {
  const publishedRuns = createPublishedRunsLoader(database)
  return {
    publishedRuns,
    latestRuns: createLatestRunsLoader(database),
    modelRun: createModelRunLoader(database),
    runAt: createRunAtLoader(database),
    keptRun: createKeptRunLoader(database),
    runsOfFlow: createFlowLoader(database),
    churnScore: createChurnScoreLoader(database),
    lifetimeValue: createLifetimeValueLoader(database),
    purchases: createPurchaseLoader(database),
    nextOrder: createNextOrderLoader(database),
    rating: createRatingLoader(database),
    report: createReportLoader(database),
    user: createUserLoader(database),
    userListByKey: createUserListByKeyLoader(database),
    userListCounts: createUserListCountsLoader(database),
    userByExternalId: createUserByExternalIdLoader(database),
    consents: createConsentLoader(database),
    portrait: createPortraitLoader(database, publishedRuns),
    recommendations: createRecommendationLoader(database),
    userHistory: createUserHistoryLoader(database),
    activeSince: createActiveSinceLoader(database),
    catalogueVersion: once(() => readCatalogueVersion(database)),
    product: createProductLoader(database),
    productByExternalId: createProductByExternalIdLoader(database),
    similarProducts: createSimilarProductLoader(database),
    segment: createSegmentLoader(database),
    segmentState: createSegmentStateLoader(database),
    segmentByKey: createSegmentByKeyLoader(database),
    memberCount: createMemberCountLoader(database),
    snapshot: createSnapshotLoader(database),
    campaign: createCampaignLoader(database),
    campaignByKey: createCampaignByKeyLoader(database),
    campaignCounts: createCampaignCountsLoader(database),
    comparisonByKey: createComparisonByKeyLoader(database),
    comparisonOf: createComparisonOfLoader(database),
    couponProducts: createCouponProductsLoader(database),
    redemptions: createRedemptionLoader(database),
    sendable: createSendableLoader(database),
    clustering: createClusteringLoader(database),
    userCluster: createUserClusterLoader(database),
    uplift: createUpliftLoader(database),
    upliftModel: createUpliftModelLoader(database),
    trail: createTrailLoader(database),
    couponHistory: createCouponHistoryLoader(database, timeZone),
    actionPolicy: createActionPolicyLoader(database),
    latestLearning: createLatestLearningLoader(database),
  } as const
}

export type Loaders = ReturnType<typeof createLoaders>
