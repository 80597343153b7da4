import type { Consent } from '../domain/user.ts'
import type { Database, Statement } from './database.ts'

export interface UserConsents {
  readonly userId: number
  readonly consents: readonly Consent[]
}

const consentsOfUsers: Statement = {
  name: 'consents_of_users',
  text: `SELECT user_id AS "userId", purpose, granted, changed_at AS "changedAt"
    FROM consents WHERE user_id = ANY($1::bigint[]) ORDER BY user_id, purpose`,
}

type Row = Consent & { readonly userId: number }

/** By user; who has never said anything is absent. */
export const findConsents = async (database: Database, userIds: readonly number[]): Promise<UserConsents[]> => {
  const rows = await database.read<Row>(consentsOfUsers, [userIds])
  const byUser = Map.groupBy(rows, ({ userId }) => userId)
  return [...byUser].map(([userId, consents]) => ({ userId, consents }))
}
