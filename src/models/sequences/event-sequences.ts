import { type Column, columnOf, type Table } from '../classifiers/table.ts'
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
  /** Per sequence 1 or 0. */
  readonly labels: Uint8Array
  /** Per sequence whose it is, where somebody has several (at several cuts): families that hold a part back hold back people. */
  readonly people?: Float64Array
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
  for (let at = 0; at < people.length; at++) {
    own[at + 1] = own[at] + Math.min(longest, pointers[people[at] + 1] - pointers[people[at]])
  }
  const rows = new Int32Array(own[people.length])
  for (let at = 0; at < people.length; at++) {
    const from = pointers[people[at] + 1] - (own[at + 1] - own[at])
    for (let row = own[at]; row < own[at + 1]; row++) rows[row] = from + row - own[at]
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

/** Bytes of the events that are kept, where nobody keeps more than `longest`, with the list of which they are. */
export const bytesOfEvents = ({ people, events }: SequencesShape, longest: number): number => {
  const rows = Math.min(events.rows, people * longest)
  return 4 * (people + 1 + rows) + bytesOfCells({ ...events, rows })
}

/** Sequences of the same columns one after the other: first the people of the first. */
export const stackSequences = (parts: readonly EventSequences[]): EventSequences => {
  const people = parts.reduce((sum, part) => sum + part.people, 0)
  const rows = parts.reduce((sum, { events }) => sum + events.rows, 0)
  const [{ events }] = parts
  const values = new Float32Array(rows * events.columns.length)
  const pointers = new Int32Array(people + 1)
  let [person, row] = [0, 0]
  for (const part of parts) {
    for (let p = 1; p <= part.people; p++) pointers[person + p] = row + part.pointers[p]
    for (let c = 0; c < events.columns.length; c++) values.set(columnOf(part.events, c), c * rows + row)
    person += part.people
    row += part.events.rows
  }
  return { people, pointers, events: { rows, columns: events.columns, values } }
}
