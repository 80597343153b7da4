import { once } from 'node:events'

import type { ClientBase } from 'pg'
import { from } from 'pg-copy-streams'

export type CopyValue = string | number | boolean | Date | null | undefined | readonly CopyValue[] | object

/** A row of COPY's text format per array of values. */
export type CopyRows = Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>

/** Below this many characters rows are gathered: a chunk per row makes COPY five times slower. */
const chunkSize = 64 * 1024

const special = /[\\\n\r\t]/
const specials = /[\\\n\r\t]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escapeText = (text: string): string =>
  special.test(text) ? text.replace(specials, (found) => escapes[found]) : text

/** An element inside `{…}`: always quoted unless it is a number, so that no text can end the array. */
const arrayElement = (value: CopyValue): string => {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number') return String(value)
  return `"${plain(value).replace(/["\\]/g, '\\$&')}"`
}

const plain = (value: Exclude<CopyValue, null | undefined>): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`
  return JSON.stringify(value)
}

/** One field of COPY's text format. Arrays become PostgreSQL arrays, other objects JSON. */
export const copyField = (value: CopyValue): string => {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'number') return String(value)
  return escapeText(plain(value))
}

const chunksOf = async function* (rows: CopyRows, count: () => void): AsyncGenerator<string> {
  let chunk = ''
  for await (const row of rows) {
    chunk += `${row.map(copyField).join('\t')}\n`
    count()
    if (chunk.length < chunkSize) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

/** Streams rows that are already in COPY's text format into a table. Memory stays at one chunk: back-pressure is waited for. */
export const copyChunks = async (
  client: ClientBase,
  target: string,
  columns: readonly string[],
  chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
): Promise<void> => {
  const stream = client.query(from(`COPY ${target} (${columns.join(', ')}) FROM STDIN`))
  const finished = once(stream, 'finish')
  // Whoever waits for it meets the error; it must not be unhandled until then.
  finished.catch(() => undefined)
  // Where the connection is lost, destroying the stream is one more error, of which nobody waits to hear.
  stream.on('error', () => undefined)
  try {
    for await (const chunk of chunks) {
      if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), finished])
    }
  } catch (error) {
    // The server is told the message, and would wait for ever without one.
    stream.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
  stream.end()
  await finished
}

/**
 * Streams rows into a table and returns how many went in.
 * Give a list that is meant as JSON as `JSON.stringify(list)`.
 */
export const copyRows = async (
  client: ClientBase,
  target: string,
  columns: readonly string[],
  rows: CopyRows,
): Promise<number> => {
  let count = 0
  await copyChunks(
    client,
    target,
    columns,
    chunksOf(rows, () => {
      count++
    }),
  )
  return count
}
