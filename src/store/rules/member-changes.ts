import type { User } from '../../domain/user.ts'
import type { Queryable } from '../queryable.ts'
import { userColumns } from '../users.ts'

/** How far the changes of a segment's members have come; later ones have larger numbers. */
export const lastMemberChange = async (client: Queryable, segmentId: number): Promise<number> => {
  const { rows } = await client.query<{ id: number | null }>(
    'SELECT max(id) AS id FROM membership_changes WHERE segment_id = $1',
    [segmentId],
  )
  return rows[0].id ?? 0
}

/** Some of those who entered, or left, after a change. */
export const sampleMemberChanges = async (
  client: Queryable,
  { segmentId, after, entered }: { readonly segmentId: number; readonly after: number; readonly entered: boolean },
  size: number,
): Promise<readonly User[]> => {
  const { rows } = await client.query<User>(
    `SELECT ${userColumns} FROM (SELECT id, user_id FROM membership_changes WHERE segment_id = $1 AND id > $2 AND entered = $3
      ORDER BY id LIMIT $4) c JOIN users u ON u.id = c.user_id ORDER BY c.id`,
    [segmentId, after, entered, size],
  )
  return rows
}
