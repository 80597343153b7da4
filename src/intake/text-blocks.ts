import { isAscii, isUtf8 } from 'node:buffer'

import type { Encoding } from './detect-encoding.ts'

/** No line and no record may be longer, in bytes of UTF-8. */
export const lineLimit = 1_048_576

/** Whole lines of a file, each with its line break. */
export interface TextBlock {
  readonly text: string
  /** The start of a line that was longer than `lineLimit` and left out; it follows the text. */
  readonly overlong: string | null
}

export interface DecodeNotes {
  /** Lines that were no UTF-8 and were read as Windows-1252. */
  foreignLines: number
}

const newline = 10
const windows1252 = new TextDecoder('windows-1252')

const decodeLine = (line: Buffer, notes: DecodeNotes): string => {
  if (isUtf8(line)) return line.toString('utf8')
  notes.foreignLines += 1
  return windows1252.decode(line)
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(newline, start)
    const next = end === -1 ? bytes.length : end + 1
    yield bytes.subarray(start, next)
    start = next
  }
}

/** Line by line only where a block is no UTF-8: what one line is read as never depends on where a block was cut. */
const decode = (bytes: Buffer, notes: DecodeNotes): string => {
  if (isAscii(bytes)) return bytes.toString('latin1')
  if (isUtf8(bytes)) return bytes.toString('utf8')
  return [...linesOf(bytes)].map((line) => decodeLine(line, notes)).join('')
}

async function* asUtf8(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') {
    yield* chunks
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

const head = (line: Buffer): string => line.subarray(0, 2000).toString('latin1')

/** Cuts the file at line breaks, in memory that does not grow with it. */
export async function* textBlocks(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
  notes: DecodeNotes,
): AsyncGenerator<TextBlock> {
  let rest: Buffer = Buffer.alloc(0)
  let first = true
  // While not null: the rest of this line is left out.
  let overlong: string | null = null
  for await (const chunk of asUtf8(chunks, encoding)) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    if (first && bytes.length >= 3) {
      bytes = withoutMark(bytes)
      first = false
    }
    if (overlong !== null) {
      const end = bytes.indexOf(newline)
      if (end === -1) continue
      yield { text: '', overlong }
      overlong = null
      bytes = bytes.subarray(end + 1)
    }
    const end = bytes.lastIndexOf(newline) + 1
    if (end > 0) yield* splitOverlong(bytes.subarray(0, end), notes)
    rest = bytes.subarray(end)
    if (rest.length > lineLimit) {
      overlong = head(rest)
      rest = Buffer.alloc(0)
    }
  }
  if (overlong !== null) yield { text: '', overlong }
  else if (rest.length > 0) yield { text: decode(first ? withoutMark(rest) : rest, notes), overlong: null }
}

/** A block is at most one rest and one chunk, so only its first line can be too long. */
function* splitOverlong(bytes: Buffer, notes: DecodeNotes): Generator<TextBlock> {
  const end = bytes.length > lineLimit ? bytes.indexOf(newline) : 0
  if (end <= lineLimit) {
    yield { text: decode(bytes, notes), overlong: null }
    return
  }
  yield { text: '', overlong: head(bytes) }
  if (end + 1 < bytes.length) yield { text: decode(bytes.subarray(end + 1), notes), overlong: null }
}
