import type { ClientBase } from 'pg'
import { to as copyTo } from 'pg-copy-streams'

/** `PGCOPY\n\xff\r\n\0`, flags and the length of an extension that nobody uses. */
const headerBytes = 19
const valueBytes = 8

/** What the values of a column are kept as: whole numbers and coarse ones need less room than they come with. */
export type ColumnKind = typeof Float64Array | typeof Float32Array | typeof Int32Array | typeof Uint8Array
type Column = InstanceType<ColumnKind>

const grown = (column: Column, Kind: ColumnKind): Column => {
  const larger = new Kind(column.length * 2)
  larger.set(column)
  return larger
}

/**
 * Reads binary tuples of `width` float8 values as the chunks come, whatever they are cut at: per tuple the number of values
 * (-1 at the end), per value its length (-1 for NULL) and its bytes.
 */
const createReader = (kinds: readonly ColumnKind[]) => {
  const width = kinds.length
  const columns: Column[] = kinds.map((Kind) => new Kind(1024))
  let rest: Buffer = Buffer.alloc(0)
  let header = true
  let rows = 0

  /** The offset after the tuple at `from`, or -1 when it is not whole yet. */
  const readTuple = (bytes: Buffer, from: number): number => {
    let at = from + 2
    if (at > bytes.length || bytes.readInt16BE(from) === -1) return -1
    if (rows === columns[0].length) for (let c = 0; c < width; c++) columns[c] = grown(columns[c], kinds[c])
    for (let c = 0; c < width; c++) {
      if (at + 4 > bytes.length) return -1
      const isNull = bytes.readInt32BE(at) === -1
      at += 4
      if (!isNull && at + valueBytes > bytes.length) return -1
      columns[c][rows] = isNull ? Number.NaN : bytes.readDoubleBE(at)
      if (!isNull) at += valueBytes
    }
    rows += 1
    return at
  }

  const add = (chunk: Buffer): void => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    if (header) {
      if (bytes.length < headerBytes) {
        rest = bytes
        return
      }
      at = headerBytes
      header = false
    }
    for (let next = readTuple(bytes, at); next !== -1; next = readTuple(bytes, at)) at = next
    rest = bytes.subarray(at)
  }

  return { add, finish: () => columns.map((column) => column.slice(0, rows)) }
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
