import { mkdir } from 'node:fs/promises'

import { CodedError } from '../errors.ts'
import { ensureDatabase, type Home, isRunning, joinOrStart, prepareHome, stopServer, urlOf } from './cluster.ts'
import { addLease, dropLease, withLock } from './leases.ts'

/**
 * A PostgreSQL server of our own, started by whoever comes first and stopped by whoever leaves last.
 * It runs apart from the process that started it, so that server, worker and command line share it and a
 * SIGKILL of one of them takes nothing from the others; what a killed one left behind is adopted or cleaned up.
 */
export interface EmbeddedPostgres {
  /** A connection string for the database `clientele`. */
  readonly url: string
  readonly close: () => Promise<void>
}

const watchMs = 1000

/**
 * While somebody holds it, the server is to be there: one that was killed is started again on its port, by the first to
 * notice. Returns how to stop watching.
 */
const keepRunning = (home: Home): (() => Promise<void>) => {
  let looking: Promise<void> | null = null
  const look = async () => {
    if (await isRunning(home)) return
    await withLock(home.folder, () => joinOrStart(home))
  }
  const timer = setInterval(() => {
    // What fails now is tried again at the next look; whoever needs the database meets the reason.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = null
      })
  }, watchMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}

/**
 * Starts or joins the server whose data belongs to `dataFolder`.
 * `durable: false` trades crash safety for speed and is for throw-away data only.
 * @throws CodedError POSTGRES_UNAVAILABLE with what to do
 */
export const openEmbeddedPostgres = async (
  dataFolder: string,
  { durable = true }: { readonly durable?: boolean } = {},
): Promise<EmbeddedPostgres> => {
  await mkdir(dataFolder, { recursive: true }).catch((cause: Error) => {
    throw new CodedError(
      'POSTGRES_UNAVAILABLE',
      `The folder ${dataFolder} cannot be made: ${cause.message}. Set CLIENTELE_DATA.`,
    )
  })
  return withLock(dataFolder, async () => {
    const home = await prepareHome(dataFolder, durable)
    const lease = await addLease(home.folder)
    try {
      const port = await joinOrStart(home)
      await ensureDatabase(home, port)
      const stopWatching = keepRunning(home)
      const close = async () => {
        await stopWatching()
        await withLock(home.folder, async () => {
          if ((await dropLease(home.folder, lease)) && (await isRunning(home))) await stopServer(home)
        })
      }
      return { url: urlOf(home, port, 'clientele'), close }
    } catch (error) {
      await dropLease(home.folder, lease)
      throw error
    }
  })
}
