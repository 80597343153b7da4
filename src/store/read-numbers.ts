import type { ClientBase } from 'pg'
import { to as copyTo } from 'pg-copy-streams'

import { createTupleReader } from './binary-tuples.ts'

/** What the values of a column are kept as: whole numbers and coarse ones need less room than they come with. */
export type ColumnKind =
  | typeof Float64Array
  | typeof Float32Array
  | typeof Int32Array
  | typeof Uint8Array
  | typeof Int8Array
type Column = InstanceType<ColumnKind>

const grown = (column: Column, Kind: ColumnKind): Column => {
  const larger = new Kind(column.length * 2)
  larger.set(column)
  return larger
}

const createReader = (kinds: readonly ColumnKind[]) => {
  const columns: Column[] = kinds.map((Kind) => new Kind(1024))
  let rows = 0
  const add = createTupleReader(kinds.length, (values) => {
    if (rows === columns[0].length) for (let c = 0; c < kinds.length; c++) columns[c] = grown(columns[c], kinds[c])
    for (let c = 0; c < kinds.length; c++) columns[c][rows] = values[c]
    rows += 1
  })
  return { add, finish: () => columns.map((column) => column.slice(0, rows)) }
}

/**
 * Runs a query whose columns are all `float8` and hands on its rows one by one, NULL as NaN, in the same array each time: memory is one chunk's.
 * COPY takes no parameters: quote with `literal`.
 */
export const walkNumbers = async (
  client: ClientBase,
  query: string,
  width: number,
  onRow: (values: Float64Array) => void,
  signal?: AbortSignal,
): Promise<void> => {
  const add = createTupleReader(width, onRow)
  for await (const chunk of client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`))) {
    signal?.throwIfAborted()
    add(chunk as Buffer)
  }
}

/**
 * Runs a query whose columns are all `float8` and returns them as one array each, of the kind asked for; NULL is NaN where there is one. Nothing
 * is made per row, so millions of rows cost their bytes. COPY takes no parameters: quote with `literal`.
 */
export const readColumns = async <Kinds extends readonly ColumnKind[]>(
  client: ClientBase,
  query: string,
  kinds: Kinds,
  signal?: AbortSignal,
): Promise<{ readonly [Place in keyof Kinds]: InstanceType<Kinds[Place]> }> => {
  const reader = createReader(kinds)
  for await (const chunk of client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`))) {
    signal?.throwIfAborted()
    reader.add(chunk as Buffer)
  }
  return reader.finish() as { readonly [Place in keyof Kinds]: InstanceType<Kinds[Place]> }
}

/** The columns of a query, each as it comes. */
export const readNumbers = async (
  client: ClientBase,
  query: string,
  width: number,
  signal?: AbortSignal,
): Promise<readonly Float64Array<ArrayBuffer>[]> =>
  (await readColumns(
    client,
    query,
    new Array<typeof Float64Array>(width).fill(Float64Array),
    signal,
  )) as readonly Float64Array<ArrayBuffer>[]
