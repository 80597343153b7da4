import type pg from 'pg'

import { publishedChannel } from './publish-runs.ts'

const retryMs = 1000

/** Calls at once and after every publication; a connection that breaks is made again. Runs until the pool ends. */
export const listenPublished = (pool: pg.Pool, onPublished: () => void): void => {
  const again = () => {
    if (!pool.ending) setTimeout(listen, retryMs).unref()
  }
  const listen = async (): Promise<void> => {
    try {
      const client = await pool.connect()
      client.once('end', () => {
        client.release(true)
        again()
      })
      client.on('notification', onPublished)
      await client.query(`LISTEN ${publishedChannel}`)
      // What was published while nobody listened.
      onPublished()
    } catch {
      again()
    }
  }
  void listen()
}
