import type { SourcePerformance } from '../domain/impression.ts'
import { wilsonInterval } from '../models/evaluation/wilson-interval.ts'
import type { Database } from '../store/database.ts'
import { countOutcomes } from '../store/impressions.ts'

/** What came of what was shown in a window, by source, the most shown first. */
export const recommendationPerformance = async (
  database: Database,
  window: { readonly since: Date; readonly until: Date },
): Promise<readonly SourcePerformance[]> => {
  const counted = await countOutcomes(database, window)
  return counted.map((counts) => ({
    ...counts,
    clickThroughRate: wilsonInterval(counts.clicks, counts.impressions),
    conversion: wilsonInterval(counts.purchases, counts.impressions),
  }))
}
