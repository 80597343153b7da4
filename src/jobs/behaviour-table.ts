import type { ClientBase } from 'pg'

import type { BehaviourDay, BehaviourLevels, BehaviourTable, BehaviourTargets } from '../domain/behaviour.ts'
import { createBehaviourBuilder } from '../features/behaviour-builder.ts'
import { behaviourCut } from '../features/behaviour-cut.ts'
import {
  type ChurnHorizon,
  checkTargetsKnown,
  createTargetsBuilder,
  type LaterDay,
  targetDays,
} from '../features/behaviour-targets.ts'
import { addUpBehaviour, type BehaviourQuery } from '../store/behaviour-days.ts'
import { walkLater } from '../store/behaviour-later.ts'
import { type BehaviourPeople, readBehaviourPeople } from '../store/behaviour-people.ts'
import { byPerson } from './by-person.ts'

export interface BehaviourTableQuery extends BehaviourQuery {
  readonly people: BehaviourPeople
}

export interface BehaviourSnapshot {
  readonly table: BehaviourTable
  /** What the codes of categories stand for, also those of the targets. */
  readonly levels: BehaviourLevels
}

/**
 * Everything known of everybody before the cut as one table, in ascending user id. Call it in a transaction, which it asks for room to add up in.
 * Events are added up where they lie and walked through person by person: what is held here is 16 bytes and about 4 for each column a person.
 */
export const readBehaviourTable = async (
  client: ClientBase,
  { people, ...query }: BehaviourTableQuery,
  signal?: AbortSignal,
): Promise<BehaviourSnapshot> => {
  // Of an earlier cut in the same transaction.
  await client.query('DROP TABLE IF EXISTS pg_temp.behaviour_days')
  const days = await addUpBehaviour(client, query, signal)
  const { levels, userIds, personAt } = await readBehaviourPeople(client, query, people, signal)
  const cut = behaviourCut(query.asOf, query.timeZone, days.shopGapDays)
  const builder = createBehaviourBuilder(userIds.length, levels, cut)
  const persons = byPerson<BehaviourDay>(userIds, (row, own) => builder.add(userIds[row], personAt(row), own))
  await days.walk(persons.take)
  persons.finish()
  return { table: builder.finish(), levels }
}

export interface TargetsQuery extends BehaviourQuery {
  /** The instant up to which everything that happened is known, such as that of the latest event. */
  readonly logEndsAt: Date
  readonly churnHorizon?: ChurnHorizon
}

/**
 * What became of the people of a table in the 90 days after its cut.
 * @throws RangeError with a readable sentence where those days are not over yet
 */
export const readBehaviourTargets = async (
  client: ClientBase,
  { table, levels }: BehaviourSnapshot,
  { asOf, timeZone, logEndsAt, churnHorizon }: TargetsQuery,
  signal?: AbortSignal,
): Promise<BehaviourTargets> => {
  checkTargetsKnown(asOf, targetDays, logEndsAt)
  const builder = createTargetsBuilder(table, churnHorizon)
  const persons = byPerson<LaterDay>(table.userIds, builder.add)
  await walkLater(client, { asOf, timeZone, days: targetDays, levels }, (row) => persons.take(row.userId, row), signal)
  persons.finish()
  return builder.targets
}
