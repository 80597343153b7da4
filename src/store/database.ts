import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'

import { PrismaClient } from './generated/client.ts'
import { openPool, type PoolOptions } from './pool.ts'

/** A hot read: planned once per connection and then only executed. Give each its own name. */
export interface Statement {
  readonly name: string
  readonly text: string
}

export interface Database {
  readonly url: string
  /** Writes, administration, and whatever is not on the hot path. */
  readonly prisma: PrismaClient
  /** Bulk work: COPY, cursors, transactions of several statements. */
  readonly pool: pg.Pool
  /** Runs a prepared statement and returns its rows. */
  readonly read: <Row extends object>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>
  /** All or nothing; the client must not leave `work`. */
  readonly transaction: <T>(work: (client: pg.PoolClient) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

export interface DatabaseOptions extends PoolOptions {
  /** Told of every prepared statement: tests count them. */
  readonly onStatement?: (name: string) => void
}

const runTransaction = async <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** Opens no connection yet: the first query does. */
export const openDatabase = (options: DatabaseOptions): Database => {
  const pool = openPool(options)
  // One plan for all runs: with a plan per run the planner would look at every partition for every request.
  const readPool = openPool({ ...options, url: withSetting(options.url, 'plan_cache_mode=force_generic_plan') })
  const prismaPool = openPool({ ...options, connections: 4 })
  const prisma = new PrismaClient({ adapter: new PrismaPg(prismaPool) })
  return {
    url: options.url,
    prisma,
    pool,
    read: async (statement, values) => {
      options.onStatement?.(statement.name)
      const { rows } = await readPool.query({ name: statement.name, text: statement.text, values: values as unknown[] })
      return rows
    },
    transaction: (work) => runTransaction(pool, work),
    close: async () => {
      await prisma.$disconnect()
      await Promise.all([pool.end(), readPool.end(), prismaPool.end()])
    },
  }
}

const withSetting = (url: string, setting: string): string => {
  const parsed = new URL(url)
  const before = parsed.searchParams.get('options')
  parsed.searchParams.set('options', `${before ? `${before} ` : ''}-c ${setting}`)
  return parsed.href
}
