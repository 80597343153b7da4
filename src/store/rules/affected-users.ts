import type { ClientBase } from 'pg'

import type { Edge } from '../../rules/reads.ts'
import { createValues } from '../keyset.ts'
import type { RuleNames } from './rule-plan.ts'

export interface SeenSoFar {
  readonly asOf: Date
  readonly watermark: number
  /** By segment key the last change that was seen. */
  readonly seen: Readonly<Record<string, number>>
}

/**
 * Whose membership may have changed since then: whom a transaction touched, or listed, that was not seen, whose events crossed the edge of a window between the two instants, and
 * who entered or left a segment that the rule asks about. Everybody else is as before. null: more than `most`.
 */
export const findAffected = async (
  client: Pick<ClientBase, 'query'>,
  before: SeenSoFar,
  now: Date,
  edges: readonly Edge[],
  { segments }: RuleNames,
  most: number,
): Promise<readonly number[] | null> => {
  const { values, add } = createValues()
  const instant = (time: Date, age: number) => add(new Date(time.getTime() - age), 'timestamptz')
  const passed = now.getTime() > before.asOf.getTime() ? edges : []
  const parts = [
    `SELECT user_id FROM user_touches WHERE transaction >= ${add(before.watermark, 'bigint')}`,
    `SELECT u.id FROM user_list_touches t JOIN users u ON u.external_id = t.external_id WHERE t.transaction >= ${add(before.watermark, 'bigint')}`,
    ...passed.map(
      ({ type, age }) =>
        `SELECT user_id FROM events WHERE type = ${add(type, 'event_type')}
          AND occurred_at > ${instant(before.asOf, age)} AND occurred_at <= ${instant(now, age)}`,
    ),
    ...Object.entries(before.seen).map(
      ([key, last]) =>
        `SELECT user_id FROM membership_changes WHERE segment_id = ${add(segments.get(key)?.id ?? null, 'int')} AND id > ${add(last, 'bigint')}`,
    ),
  ]
  const { rows } = await client.query<{ id: number }>(
    `SELECT user_id AS id FROM (${parts.join('\nUNION\n')}) AS affected LIMIT ${add(most + 1, 'int')}`,
    values,
  )
  return rows.length > most ? null : rows.map(({ id }) => id)
}
