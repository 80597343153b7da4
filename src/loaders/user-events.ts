import DataLoader from 'dataloader'

import type { TrailEvent } from '../domain/event.ts'
import type { Page, PageRequest } from '../domain/page.ts'
import type { Database } from '../store/database.ts'
import { readTrails, type TrailPosition } from '../store/user-events.ts'

export interface TrailKey {
  readonly userId: number
  readonly page: PageRequest<TrailPosition>
}

/** A page of a user's trail. Users of whom the same page is asked for, as in a list, are read together. */
export const createTrailLoader = (database: Database): DataLoader<TrailKey, Page<TrailEvent>, string> =>
  new DataLoader(
    async (keys) => {
      const pages = await Promise.all(
        [...Map.groupBy(keys, ({ page }) => JSON.stringify(page)).values()].map(async (same) => {
          const userIds = same.map(({ userId }) => userId)
          const trails = await readTrails(database, userIds, same[0].page)
          return same.map((key, place) => [key, trails[place].page] as const)
        }),
      )
      const byKey = new Map(pages.flat())
      return keys.map((key) => byKey.get(key) as Page<TrailEvent>)
    },
    { cacheKeyFn: ({ userId, page }) => `${userId}:${JSON.stringify(page)}` },
  )
