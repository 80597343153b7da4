import type { UserActivity } from '../domain/activity.ts'
import type { UserProfile } from '../domain/portrait.ts'
import { portraitOf } from '../features/portrait.ts'
import { createShopTally, type ShopStatistics } from '../features/shop-statistics.ts'
import { abortable } from '../store/abortable.ts'
import { addUpActivity } from '../store/activity.ts'
import { portraitRows } from '../store/write-portraits.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'

type Blocks = AsyncGenerator<readonly UserActivity[]>

/** The first walk: what the whole shop is like. */
const readStatistics = async (blocks: Blocks, asOf: Date, signal: AbortSignal) => {
  const tally = createShopTally(asOf)
  let users = 0
  for await (const block of blocks) {
    signal.throwIfAborted()
    for (const activity of block) tally.add(activity)
    users += block.length
  }
  return { users, shop: tally.statistics() }
}

/** The second walk: everybody, measured against the shop. */
async function* portraits(
  blocks: Blocks,
  shop: ShopStatistics,
  asOf: Date,
  onUsers: (count: number) => void,
): AsyncGenerator<UserProfile> {
  let done = 0
  for await (const block of blocks) {
    for (const activity of block) yield portraitOf(activity, shop, asOf)
    done += block.length
    onUsers(done)
  }
}

/** The features step: adds up what everybody did, and draws everybody's portrait. Memory is one block of users and 48 bytes a customer. */
export const computePortraits = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf }, { complete }) => {
    const { database, timeZone, signal, progress } = context
    progress(0, 'adding up what everybody did')
    await abortable(database, signal, async (client) => {
      const activity = await addUpActivity(client, { asOf, timeZone })
      progress(0.5, 'looking at the whole shop')
      const { users, shop } = await readStatistics(activity.walk(), asOf, signal)
      const onUsers = (done: number) => {
        signal.throwIfAborted()
        progress(0.6 + (0.4 * done) / users, `${done} of ${users} portraits`)
      }
      await complete([portraitRows(portraits(activity.walk(), shop, asOf, onUsers))], () => ({
        params: { timeZone },
        metrics: [
          { name: 'users', value: users },
          { name: 'customers', value: shop.customers },
        ],
        artefact: { ...shop },
      }))
    })
  })
