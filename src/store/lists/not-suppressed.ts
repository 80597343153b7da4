import type { ClientBase } from 'pg'

/**
 * Who is on no suppression list: applied outside every rule, last, always. A condition on users `alias` without parameters, to be ANDed to whatever chooses people.
 * Lists name the shop's own ids, so that somebody who is listed before they are a user is suppressed from their first event on.
 */
export const notSuppressed = (alias = 'u'): string =>
  `NOT EXISTS (SELECT FROM user_list_entries kept JOIN user_lists keeping ON keeping.id = kept.list_id
    WHERE keeping.purpose = 'SUPPRESSION' AND kept.external_id = ${alias}.external_id)`

/** Keys of the suppression lists that users `u` are on, as an expression. */
export const suppressedBy = (): string =>
  `ARRAY(SELECT keeping.key FROM user_list_entries kept JOIN user_lists keeping ON keeping.id = kept.list_id
    WHERE keeping.purpose = 'SUPPRESSION' AND kept.external_id = u.external_id ORDER BY keeping.key)`

export const hasSuppressionLists = async (client: Pick<ClientBase, 'query'>): Promise<boolean> => {
  const { rows } = await client.query<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM user_lists WHERE purpose = 'SUPPRESSION') AS some`,
  )
  return rows[0].some
}
