import DataLoader from 'dataloader'

import type { Database } from '../store/database.ts'
import { type Portrait, type PortraitRuns, readPortraits } from '../store/portraits.ts'
import type { PublishedRunsByKind } from '../store/published-runs.ts'

/** What can be asked of a portrait. */
export type PortraitPart = keyof PortraitRuns

interface PortraitKey {
  readonly userId: number
  readonly part: PortraitPart
}

const kindOfPart = {
  profile: 'PORTRAITS',
  churnRisk: 'CHURN_RISK',
  lifetimeValue: 'LIFETIME_VALUE',
  segments: 'SEGMENTS',
} as const satisfies Record<PortraitPart, keyof PublishedRunsByKind>

/** The published runs of the parts that somebody asked for. */
const runsOf = (keys: readonly PortraitKey[], published: PublishedRunsByKind): PortraitRuns => {
  const asked = new Set(keys.map(({ part }) => part))
  const runOf = (part: PortraitPart) => (asked.has(part) ? (published[kindOfPart[part]]?.id ?? null) : null)
  return {
    profile: runOf('profile'),
    churnRisk: runOf('churnRisk'),
    lifetimeValue: runOf('lifetimeValue'),
    segments: runOf('segments'),
  }
}

/**
 * All parts of all users that are asked for together are one statement, which opens only the tables of those parts. To be
 * together they must be asked for at once: a resolver that waits for something else first makes it two.
 */
export const createPortraitLoader = (database: Database, published: () => Promise<PublishedRunsByKind>) => {
  const loader = new DataLoader(
    async (keys: readonly PortraitKey[]) => {
      const userIds = [...new Set(keys.map(({ userId }) => userId))]
      const portraits = await readPortraits(database, userIds, runsOf(keys, await published()))
      const byUser = new Map(portraits.map((portrait) => [portrait.userId, portrait]))
      return keys.map(({ userId, part }) => (byUser.get(userId) as Portrait)[part])
    },
    { cacheKeyFn: ({ userId, part }) => `${part}:${userId}` },
  )
  return {
    /** null where the published run does not know the user, or where none is published. */
    load: <Part extends PortraitPart>(userId: number, part: Part) =>
      loader.load({ userId, part }) as Promise<Portrait[Part]>,
  }
}
