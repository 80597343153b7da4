import { createDemoShop } from '../../src/demo/shop.ts'
import type { DemoTruth } from '../../src/demo/truth.ts'
import type { IncomingEvent } from '../../src/domain/event.ts'

export const until = new Date('2026-11-01T00:00:00Z')
export const DAY = 86_400_000

export interface Biography {
  readonly truth: DemoTruth
  readonly events: readonly IncomingEvent[]
}

/** Every user's truth beside the events, for shops small enough to hold. */
export const biographies = (seed: number, users: number): readonly Biography[] => {
  const shop = createDemoShop({ seed, users, until })
  const byUser = new Map<string, IncomingEvent[]>()
  for (const user of shop.users()) byUser.set(user.userId, [])
  for (const event of shop.events()) byUser.get(event.userId ?? '')?.push(event)
  return [...byUser].map(([userId, events]) => ({ truth: shop.truth(userId), events }))
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export const correlation = (xs: readonly number[], ys: readonly number[]): number => {
  const [mx, my] = [mean(xs), mean(ys)]
  const covariance = mean(xs.map((x, i) => (x - mx) * (ys[i] - my)))
  const variance = (values: readonly number[], m: number) => mean(values.map((value) => (value - m) ** 2))
  return covariance / Math.sqrt(variance(xs, mx) * variance(ys, my))
}
