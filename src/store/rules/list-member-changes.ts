import type { MemberChange } from '../../domain/member-change.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Database } from '../database.ts'
import { createValues, rowsToRead, toPage } from '../keyset.ts'

/** Changes of one segment, or of one user. */
export interface ChangesAsked {
  readonly of: { readonly segmentId: number } | { readonly userId: number }
  /** The earliest instant; null: from the beginning. */
  readonly since: Date | null
}

export interface ChangePosition {
  readonly at: Date
  readonly id: number
}

/** Who entered and who left, in the order in which it happened. */
export const listMemberChanges = async (
  { pool }: Database,
  { of, since }: ChangesAsked,
  page: PageRequest<ChangePosition>,
): Promise<Page<MemberChange>> => {
  const { values, add } = createValues()
  const place = ({ at, id }: ChangePosition) => `(${add(at, 'timestamptz')}, ${add(id, 'bigint')})`
  const conditions = [
    'segmentId' in of ? `c.segment_id = ${add(of.segmentId, 'int')}` : `c.user_id = ${add(of.userId, 'bigint')}`,
    since === null ? 'TRUE' : `c.changed_at >= ${add(since, 'timestamptz')}`,
    page.after === null ? 'TRUE' : `(c.changed_at, c.id) > ${place(page.after)}`,
    page.before === null ? 'TRUE' : `(c.changed_at, c.id) < ${place(page.before)}`,
  ]
  const direction = page.backward ? 'DESC' : 'ASC'
  const { rows } = await pool.query<MemberChange>(
    `SELECT c.id, c.segment_id AS "segmentId", c.user_id AS "userId", CASE WHEN c.entered THEN 'ENTERED' ELSE 'LEFT' END AS change, c.changed_at AS at
    FROM membership_changes c WHERE ${conditions.join(' AND ')}
    ORDER BY c.changed_at ${direction}, c.id ${direction} LIMIT ${add(rowsToRead(page), 'int')}`,
    values,
  )
  return toPage(rows, page)
}
