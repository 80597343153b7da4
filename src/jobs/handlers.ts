import { computeClusters } from './compute-clusters.ts'
import { computeLifetimeValues } from './compute-lifetime-values.ts'
import { computeNextActions } from './compute-next-actions.ts'
import { computePortraits } from './compute-portraits.ts'
import { computePredictions } from './compute-predictions.ts'
import { computeRatings } from './compute-ratings.ts'
import { computeRecommendations } from './compute-recommendations.ts'
import { computeSegments } from './compute-segments.ts'
import { computeUplift } from './compute-uplift.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'
import type { Handlers } from './job-context.ts'
import { pruneRuns } from './prune-runs.ts'
import { recompute } from './recompute.ts'
import { refreshSegments } from './refresh-segments.ts'
import { runCampaigns } from './run-campaigns.ts'
import { startRecompute } from './start-recompute.ts'

/** Who does what: a definition without a handler does not compile. */
export const handlers = {
  recompute,
  computePortraits,
  computePredictions,
  computeRatings,
  computeLifetimeValues,
  computeRecommendations,
  computeSegments,
  computeClusters,
  computeUplift,
  computeNextActions,
  startRecompute,
  pruneRuns,
  refreshSegments,
  deliverWebhooks,
  runCampaigns,
} satisfies Handlers
