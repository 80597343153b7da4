import type { ClientBase } from 'pg'
import { to as copyTo } from 'pg-copy-streams'

/** `PGCOPY\n\xff\r\n\0`, flags and the length of an extension that nobody uses. */
const headerBytes = 19
const valueBytes = 8

const grown = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
  const larger = new Float64Array(column.length * 2)
  larger.set(column)
  return larger
}

/**
 * Reads binary tuples of `width` float8 values as the chunks come, whatever they are cut at: per tuple the number of values
 * (-1 at the end), per value its length (-1 for NULL) and its bytes.
 */
const createReader = (width: number) => {
  const columns = Array.from({ length: width }, () => new Float64Array(1024))
  let rest: Buffer = Buffer.alloc(0)
  let header = true
  let rows = 0

  /** The offset after the tuple at `from`, or -1 when it is not whole yet. */
  const readTuple = (bytes: Buffer, from: number): number => {
    let at = from + 2
    if (at > bytes.length || bytes.readInt16BE(from) === -1) return -1
    if (rows === columns[0].length) for (let c = 0; c < width; c++) columns[c] = grown(columns[c])
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
 * Runs a query whose columns are all `float8` and returns them as one array each; NULL is NaN. Nothing is made per row,
 * so millions of rows cost their bytes. COPY takes no parameters: quote with `literal`.
 */
export const readNumbers = async (
  client: ClientBase,
  query: string,
  width: number,
  signal?: AbortSignal,
): Promise<readonly Float64Array<ArrayBuffer>[]> => {
  const reader = createReader(width)
  for await (const chunk of client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`))) {
    signal?.throwIfAborted()
    reader.add(chunk as Buffer)
  }
  return reader.finish()
}
