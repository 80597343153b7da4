import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

import type { Database } from '../database.ts'

/** Past this without a heartbeat whoever held a lease is taken for dead. */
export const leaseSeconds = 15
const beatMs = 3000

/** Takes the lease of a rule, or keeps it; somebody else's only when that one is dead. */
const hold = (database: Database, key: string, holder: string) =>
  database.pool.query(
    `INSERT INTO segment_leases AS l (segment_id, holder, worker, since, heartbeat_at)
    SELECT id, $2::uuid, $3, now(), now() FROM segments WHERE key = $1 AND kind = 'RULE'
    ON CONFLICT (segment_id) DO UPDATE SET holder = excluded.holder, worker = excluded.worker, heartbeat_at = now(),
      since = CASE WHEN l.holder = excluded.holder THEN l.since ELSE now() END
    WHERE l.holder = excluded.holder OR l.heartbeat_at < now() - make_interval(secs => ${leaseSeconds})`,
    [key, holder, `${hostname()}:${process.pid}`],
  )

/**
 * Says, while `work` runs, who is making the members of a rule and since when. It only says so: what keeps two apart is a lock that the database frees when its holder dies, so a lease that stays behind stops nobody, and is not shown
 * once its heartbeat is old.
 */
export const withLease = async <Result>(
  database: Database,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  const holder = randomUUID()
  await hold(database, key, holder)
  // A heartbeat that fails is one that is not seen; what made it fail is told by the work itself.
  const beat = setInterval(() => hold(database, key, holder).catch(() => undefined), beatMs).unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    await database.pool.query('DELETE FROM segment_leases WHERE holder = $1', [holder])
  }
}
