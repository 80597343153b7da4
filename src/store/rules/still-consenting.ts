import type { ClientBase } from 'pg'

/** Whether a segment asks its members for consents. */
export const asksForConsents = async (client: Pick<ClientBase, 'query'>, segmentId: number): Promise<boolean> => {
  const { rowCount } = await client.query("SELECT FROM segments WHERE id = $1 AND consents <> '{}'", [segmentId])
  return rowCount === 1
}

/**
 * Who has not withdrawn a consent that a segment asks for since its members were made: of users `u`, without parameters. Members follow within a minute, but what leaves the house in that minute is not to hold them either.
 */
export const stillConsenting = (segmentId: number): string => `NOT EXISTS (
  SELECT FROM segments asking CROSS JOIN unnest(asking.consents) AS needed(purpose)
  WHERE asking.id = ${Math.trunc(segmentId)} AND NOT EXISTS (
    SELECT FROM consents given WHERE given.user_id = u.id AND given.purpose = needed.purpose AND given.granted))`
