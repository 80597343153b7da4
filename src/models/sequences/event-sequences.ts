import type { Column, Table } from '../classifiers/table.ts'
import { bytesOfCells } from '../classifiers/table-size.ts'
import { takeRows } from '../classifiers/take-rows.ts'

/** What people did, oldest first: the events of person p are rows `pointers[p] .. pointers[p + 1]` of `events`. Nothing is padded; somebody may have none. */
export interface EventSequences {
  readonly people: number
  /** people + 1 */
  readonly pointers: Int32Array
  /** A row per event, 4 bytes a cell; NaN: missing. */
  readonly events: Table
}

export interface LabelledSequences {
  readonly sequences: EventSequences
  /** Per person 1 or 0. */
  readonly labels: Uint8Array
}

/** What is told of sequences before they are read. */
export interface SequencesShape {
  readonly people: number
  readonly events: { readonly rows: number; readonly columns: readonly Column[] }
}

/** Some people with the last `longest` events of each, in the order in which they are asked for. */
export const takePeople = (
  { pointers, events }: EventSequences,
  people: ArrayLike<number>,
  longest = Infinity,
): EventSequences => {
  const own = new Int32Array(people.length + 1)
  const rows: number[] = []
  for (let at = 0; at < people.length; at++) {
    const end = pointers[people[at] + 1]
    for (let row = Math.max(pointers[people[at]], end - longest); row < end; row++) rows.push(row)
    own[at + 1] = rows.length
  }
  return { people: people.length, pointers: own, events: takeRows(events, rows) }
}

/** Everybody with their last `longest` events; the same object where nobody has more. */
export const lastEvents = (sequences: EventSequences, longest: number): EventSequences => {
  const { people, pointers } = sequences
  let most = 0
  for (let p = 0; p < people; p++) most = Math.max(most, pointers[p + 1] - pointers[p])
  return most <= longest
    ? sequences
    : takePeople(
        sequences,
        Array.from({ length: people }, (_, p) => p),
        longest,
      )
}

/** Bytes of the events that are kept, where nobody keeps more than `longest`. */
export const bytesOfEvents = ({ people, events }: SequencesShape, longest: number): number =>
  4 * (people + 1) + bytesOfCells({ ...events, rows: Math.min(events.rows, people * longest) })
