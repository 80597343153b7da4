import type { ClientBase } from 'pg'

import type { BehaviourMoment, BehaviourSequences } from '../domain/behaviour-sequence.ts'
import { createSequencesBuilder } from '../features/behaviour-sequences.ts'
import { type MomentsQuery, walkMoments } from '../store/behaviour-sequences.ts'
import { byPerson } from './by-person.ts'

export interface SequencesQuery extends MomentsQuery {
  /** Whose, in ascending id: those of a behaviour table, so that person p is its row p. */
  readonly userIds: Float64Array
}

/** The last moments of people before the cut; who did nothing has none. Call it in a transaction, which it asks for room to sort in. Held here: 28 bytes a moment. */
export const readBehaviourSequences = async (
  client: ClientBase,
  { userIds, ...query }: SequencesQuery,
  signal?: AbortSignal,
): Promise<BehaviourSequences> => {
  const builder = createSequencesBuilder(query.levels)
  const persons = byPerson<BehaviourMoment>(userIds, (_, moments) => builder.add(moments))
  await walkMoments(client, query, persons.take, signal)
  persons.finish()
  return builder.finish()
}
