import type { ClientBase } from 'pg'

import type { IncomingEvent } from '../domain/event.ts'
import type { Database, Statement } from './database.ts'

const mark = `
  INSERT INTO user_changes (user_id, changed_at)
  SELECT id, clock_timestamp() FROM users WHERE external_id = ANY($1::text[]) ORDER BY id
  ON CONFLICT (user_id) DO UPDATE SET changed_at = excluded.changed_at`

/**
 * Notes that these people did something, so that the next query looks at what. The time of an event does not tell: a phone that was
 * off line sends yesterday's.
 */
export const markChanged = async (client: ClientBase, events: readonly IncomingEvent[]): Promise<void> => {
  const users = new Set(events.flatMap(({ userId }) => userId ?? []))
  if (users.size > 0) await client.query(mark, [[...users]])
}

const usersWithEventsSince: Statement = {
  name: 'users_with_events_since',
  text: `SELECT asked.id FROM unnest($1::bigint[]) AS asked(id)
    WHERE EXISTS (
      SELECT 1 FROM events e
      WHERE e.user_id = asked.id AND e.occurred_at > (SELECT r.as_of FROM model_runs r WHERE r.id = $2::int)
    )`,
}

/** Which of these have done something after the as-of of a run: asked where files were imported since, which mark nobody. */
export const usersActiveSince = async (
  database: Database,
  userIds: readonly number[],
  runId: number,
): Promise<ReadonlySet<number>> =>
  new Set((await database.read<{ id: number }>(usersWithEventsSince, [userIds, runId])).map(({ id }) => id))
