import type pg from 'pg'

import { publishedChannel } from './publish-runs.ts'

const retryMs = 1000

/** Calls at once and after every publication; a connection that breaks is made again. Runs until the pool ends. */
export const listenPublished = (pool: pg.Pool, onPublished: () => void): void => {
  const listen = async (): Promise<void> => {
    let client: pg.PoolClient | null = null
    const again = () => {
      client?.release(true)
      client = null
      if (!pool.ending) setTimeout(listen, retryMs).unref()
    }
    try {
      client = await pool.connect()
      client.on('notification', onPublished)
      await client.query(`LISTEN ${publishedChannel}`)
      client.once('end', again)
      // What was published while nobody listened.
      onPublished()
    } catch {
      again()
    }
  }
  void listen()
}
