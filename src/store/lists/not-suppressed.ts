/**
 * Who is on no suppression list: applied outside every rule, last, always. A condition on users `alias` without parameters, to be ANDed to whatever chooses people.
 * Lists name the shop's own ids, so that somebody who is listed before they are a user is suppressed from their first event on.
 */
export const notSuppressed = (alias = 'u'): string =>
  `NOT EXISTS (SELECT FROM user_list_entries kept JOIN user_lists keeping ON keeping.id = kept.list_id
    WHERE keeping.purpose = 'SUPPRESSION' AND kept.external_id = ${alias}.external_id)`
