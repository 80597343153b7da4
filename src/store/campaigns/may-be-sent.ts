import type { Database, Statement } from '../database.ts'
import { notSuppressed } from '../lists/not-suppressed.ts'
import type { AssignmentKey } from './list-assignments.ts'

/** A campaign `c` with the segment `s` that it is for. */
export const campaignWithSegment = 'campaigns c LEFT JOIN segments s ON s.key = c.segment_key'

/** Whether nothing keeps what campaign `c` for segment `s` sends from users `u`, as of now: a condition. */
export const mayBeSent = `${notSuppressed()} AND NOT EXISTS (
  SELECT FROM unnest(c.consents || coalesce(s.consents, '{}')) AS needed(purpose) WHERE NOT EXISTS (
    SELECT FROM consents g WHERE g.user_id = u.id AND g.purpose = needed.purpose AND g.granted))`

/** Whether the coupon of assignment `a` can still be redeemed: a condition. */
export const isGood = '(a.expires_at IS NULL OR a.expires_at > now())'

const sendable: Statement = {
  name: 'sendable_assignments',
  text: `SELECT asked.user_id AS "userId", asked.campaign_id AS "campaignId", ${mayBeSent} AND ${isGood} AS "mayBeSent"
    FROM unnest($1::bigint[], $2::int[]) AS asked(user_id, campaign_id)
    JOIN users u ON u.id = asked.user_id JOIN (${campaignWithSegment}) ON c.id = asked.campaign_id
    JOIN coupon_assignments a ON a.user_id = asked.user_id AND a.campaign_id = asked.campaign_id`,
}

export type Sendable = AssignmentKey & { readonly mayBeSent: boolean }

/** Of whom it is asked whether they may still be sent what a campaign has assigned to them. */
export const findSendable = (database: Database, keys: readonly AssignmentKey[]): Promise<Sendable[]> =>
  database.read<Sendable>(sendable, [keys.map(({ userId }) => userId), keys.map(({ campaignId }) => campaignId)])
