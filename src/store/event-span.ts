import type { Database } from './database.ts'

/** When the first thing happened that the shop knows of; null before any. Months are asked one after the other: an index of all would cost more than it is asked for. */
export const earliestEventTime = async ({ pool }: Pick<Database, 'pool'>): Promise<Date | null> => {
  const months = await pool.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1`,
  )
  for (const { name } of months.rows) {
    const { rows } = await pool.query<{ at: Date | null }>(`SELECT min(occurred_at) AS at FROM ${name}`)
    if (rows[0].at !== null) return rows[0].at
  }
  return null
}

/** How many people the shop knows, about: what the database's own statistics say. */
export const countPeople = async ({ pool }: Pick<Database, 'pool'>): Promise<number> => {
  const { rows } = await pool.query<{ people: number }>('SELECT count(*) AS people FROM users')
  return rows[0].people
}
