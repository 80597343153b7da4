/** `PGCOPY\n\xff\r\n\0`, flags and the length of an extension that nobody uses. */
const headerBytes = 19
const valueBytes = 8

/**
 * Reads binary tuples of `width` float8 values as the chunks come, whatever they are cut at: per tuple the number of values
 * (-1 at the end), per value its length (-1 for NULL, handed on as NaN) and its bytes. `onTuple` is handed the same array each time.
 */
export const createTupleReader = (width: number, onTuple: (values: Float64Array) => void) => {
  const values = new Float64Array(width)
  let rest: Buffer = Buffer.alloc(0)
  let header = true

  /** The offset after the tuple at `from`, or -1 when it is not whole yet. */
  const readTuple = (bytes: Buffer, from: number): number => {
    let at = from + 2
    if (at > bytes.length || bytes.readInt16BE(from) === -1) return -1
    for (let c = 0; c < width; c++) {
      if (at + 4 > bytes.length) return -1
      const isNull = bytes.readInt32BE(at) === -1
      at += 4
      if (!isNull && at + valueBytes > bytes.length) return -1
      values[c] = isNull ? Number.NaN : bytes.readDoubleBE(at)
      if (!isNull) at += valueBytes
    }
    onTuple(values)
    return at
  }

  return (chunk: Buffer): void => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    if (header && bytes.length < headerBytes) {
      rest = bytes
      return
    }
    let at = header ? headerBytes : 0
    header = false
    for (let next = readTuple(bytes, at); next !== -1; next = readTuple(bytes, at)) at = next
    rest = bytes.subarray(at)
  }
}
