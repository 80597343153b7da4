import { bindCampaigns } from './campaigns/bind-campaigns.ts'
import { nextBestAction, statesOfPolicy } from './campaigns/next-best-action.ts'
import type { Config } from './config.ts'
import type { ApiKey } from './domain/api-key.ts'
import type { DistributionMeasure } from './domain/overview.ts'
import { createClusterTexts } from './features/cluster-texts.ts'
import { labelRules } from './features/labels.ts'
import { createNextActionTexts } from './features/next-action-text.ts'
import { createPredictionTexts } from './features/prediction-text.ts'
import { createUpliftTexts } from './features/uplift-text.ts'
import { nearestName } from './intake/nearest-name.ts'
import { liveEventRules, type RawEvent, validateEvents } from './intake/validate-event.ts'
import type { Queues } from './jobs/queue.ts'
import { type RecomputeRequest, requestRecompute } from './jobs/request-recompute.ts'
import { bindLearning } from './learning/bind-learning.ts'
import { createLoaders, type Loaders } from './loaders/all.ts'
import type { Log } from './log.ts'
import { bindSegments } from './segments/bind-segments.ts'
import { createLiveLists } from './serving/live-lists.ts'
import { createLookalikes } from './serving/lookalikes.ts'
import type { Serving } from './serving/open-serving.ts'
import { listAudience } from './store/audiences.ts'
import { keepAudience, openAudience } from './store/build-audience.ts'
import { listAssignments, listCouponsOfUser } from './store/campaigns/list-assignments.ts'
import { listCampaigns } from './store/campaigns/list-campaigns.ts'
import { sampleUserClusters } from './store/clusters.ts'
import type { Database } from './store/database.ts'
import { findShown, impressionIdOf, insertImpression } from './store/impressions.ts'
import { countUsers, listUsers, runsOfUserList } from './store/list-users.ts'
import { listListEntries } from './store/lists/list-entries.ts'
import { listUserLists } from './store/lists/user-lists.ts'
import { listLookalikes } from './store/lookalikes.ts'
import { listModelRuns } from './store/model-run-lists.ts'
import { measureSources, readDistribution } from './store/overview/distributions.ts'
import { readSegmentFlows } from './store/overview/segment-flows.ts'
import { readSegmentSizes } from './store/overview/segment-sizes.ts'
import { countProducts, findIdsNear, listProducts } from './store/products.ts'
import { promoteRun } from './store/publish-runs.ts'
import { areRunsKept } from './store/published-runs.ts'
import { listMemberChanges } from './store/rules/list-member-changes.ts'
import { readRuleNames } from './store/rules/rule-segments.ts'
import { readSegmentRecommendations } from './store/segment-recommendations.ts'
import {
  countMembersNotIn,
  deleteSnapshot,
  listSnapshotMembers,
  listSnapshots,
  takeSnapshot,
} from './store/segment-snapshots.ts'
import { listSegments } from './store/segments.ts'
import { findSimilarUsers } from './store/similar-users.ts'
import { writeSurveyAnswers } from './store/survey.ts'
import { trackEvents } from './store/track-events.ts'
import { countUsersByUplift, listUsersByUplift } from './store/uplift-scores.ts'
import { runsOfFilter } from './store/user-list-filter.ts'
import { countUsersAtRisk, listUsersAtRisk } from './store/users-at-risk.ts'
import { countUsersLikelyToBuy, listUsersLikelyToBuy } from './store/users-likely-to-buy.ts'
import { listDeliveries } from './store/webhooks/deliveries.ts'
import { listWebhooks } from './store/webhooks/webhooks.ts'
import { bindWebhooks } from './webhooks/bind-webhooks.ts'

/** The part of the resources that resolvers are given. */
export interface ContextResources {
  readonly config: Pick<Config, 'timeZone' | 'currency' | 'keySecret' | 'webhooksInside'>
  readonly log: Log
  readonly database: Database
  readonly queues: Queues
  readonly serving: Pick<Serving, 'ask'>
}

/** What resolvers read and write beyond single keys: functions of the store that know their database. */
const bindStore = (database: Database) => {
  const bind =
    <Rest extends unknown[], Result>(read: (database: Database, ...rest: Rest) => Result) =>
    (...rest: Rest): Result =>
      read(database, ...rest)
  return {
    areRunsKept: bind(areRunsKept),
    listUsers: bind(listUsers),
    countUsers: bind(countUsers),
    runsOfUserList,
    listUsersAtRisk: bind(listUsersAtRisk),
    countUsersAtRisk: bind(countUsersAtRisk),
    listUsersLikelyToBuy: bind(listUsersLikelyToBuy),
    countUsersLikelyToBuy: bind(countUsersLikelyToBuy),
    runsOfFilter,
    openAudience: bind(openAudience),
    keepAudience: bind(keepAudience),
    listAudience: bind(listAudience),
    impressionIdOf,
    insertImpression: bind(insertImpression),
    findShown: bind(findShown),
    writeSurveyAnswers: bind(writeSurveyAnswers),
    findSimilarUsers: bind(findSimilarUsers),
    readSegmentRecommendations: bind(readSegmentRecommendations),
    listProducts: bind(listProducts),
    countProducts: bind(countProducts),
    listSegments: bind(listSegments),
    listUserLists: bind(listUserLists),
    listListEntries: bind(listListEntries),
    takeSnapshot: bind(takeSnapshot),
    listSnapshotMembers: bind(listSnapshotMembers),
    listSnapshots: bind(listSnapshots),
    deleteSnapshot: bind(deleteSnapshot),
    listMemberChanges: bind(listMemberChanges),
    countMembersNotIn: bind(countMembersNotIn),
    readSegmentSizes: bind(readSegmentSizes),
    readSegmentFlows: bind(readSegmentFlows),
    readDistribution: bind(readDistribution),
    kindOfMeasure: (measure: DistributionMeasure) => measureSources[measure].kind,
    listCampaigns: bind(listCampaigns),
    listWebhooks: bind(listWebhooks),
    listDeliveries: bind(listDeliveries),
    listAssignments: bind(listAssignments),
    listCouponsOfUser: bind(listCouponsOfUser),
    listModelRuns: bind(listModelRuns),
    sampleUserClusters: bind(sampleUserClusters),
    listUsersByUplift: bind(listUsersByUplift),
    countUsersByUplift: bind(countUsersByUplift),
    listLookalikes: bind(listLookalikes),
    promoteRun: bind(promoteRun),
  } as const
}

/** One way in for live events: validated one by one, then stored durably. */
const bindTracking = (database: Database, timeZone: string) => async (events: readonly RawEvent[], now: number) => {
  const { accepted, rejected } = validateEvents(events, liveEventRules(now, timeZone))
  const stored =
    accepted.length === 0 ? { accepted: 0, duplicates: 0 } : await trackEvents(database, accepted, timeZone)
  return { ...stored, rejected }
}

/** The checks that live events pass, for events that are only asked about. */
const bindChecking = (timeZone: string) => (events: readonly RawEvent[], now: number) =>
  validateEvents(events, liveEventRules(now, timeZone))

/** The product id that was perhaps meant; null where none is near. */
const bindNearestProductId =
  (database: Database) =>
  async (externalId: string): Promise<string | null> =>
    nearestName(externalId, await findIdsNear(database, externalId))

/** The key of a segment that was perhaps meant; null where none is near. */
const bindNearestSegmentKey =
  (database: Database) =>
  async (key: string): Promise<string | null> =>
    nearestName(key, [...(await readRuleNames(database.pool)).segments.keys()])

const labels = new Map(labelRules.map((rule) => [rule.key, rule]))

/** A recompute that somebody asked for: what is asked for twice is computed twice. */
const bindRecompute =
  (resources: Pick<ContextResources, 'database' | 'queues'>) => (asked: Pick<RecomputeRequest, 'asOf' | 'only'>) =>
    requestRecompute(resources, {
      ...asked,
      requestedAt: new Date(),
      requestedBy: 'user',
      flowId: crypto.randomUUID(),
    })

/** Made once; each request adds its key and its own loaders. */
const bindShared = ({ config, log, database, queues, serving }: ContextResources) => ({
  config: { timeZone: config.timeZone, currency: config.currency },
  log,
  /** The published label rules by key. */
  labels: labels as ReadonlyMap<string, (typeof labelRules)[number]>,
  /** Predictions in words. */
  say: createPredictionTexts(config.currency),
  /** Clusters in words. */
  sayClusters: createClusterTexts(config.currency),
  /** What moves somebody, in words. */
  sayUplift: createUpliftTexts(config.currency),
  store: bindStore(database),
  trackEvents: bindTracking(database, config.timeZone),
  checkEvents: bindChecking(config.timeZone),
  nearestProductId: bindNearestProductId(database),
  nearestSegmentKey: bindNearestSegmentKey(database),
  learning: bindLearning(database),
  segments: bindSegments(database),
  campaigns: bindCampaigns(database, config.timeZone),
  webhooks: bindWebhooks(database, config),
  nextBestAction,
  statesOfPolicy,
  /** Why something is to be done next, in words. */
  sayNextAction: createNextActionTexts(config.currency),
  requestRecompute: bindRecompute({ database, queues }),
  lookalikes: createLookalikes(database),
  live: createLiveLists(serving, config.timeZone),
  recomputeProgress: queues.progress,
})

/** What a resolver is given beside its parent and its arguments. */
export interface Context extends ReturnType<typeof bindShared> {
  /** Whose request it is; null: nobody's, which may see nothing. */
  readonly apiKey: ApiKey | null
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  readonly loaders: Loaders
}

const never = new AbortController().signal

/** `(apiKey, signal) => Context`, to be called once per operation. */
export const createContextFactory = (
  resources: ContextResources,
): ((apiKey: ApiKey | null, signal?: AbortSignal) => Context) => {
  const shared = bindShared(resources)
  return (apiKey, signal = never) => ({
    ...shared,
    apiKey,
    signal,
    loaders: createLoaders(resources.database, resources.config.timeZone),
  })
}
