import { once } from 'node:events'

import type { ClientBase } from 'pg'
import { from } from 'pg-copy-streams'

export type CopyValue = string | number | boolean | Date | null | undefined | readonly CopyValue[] | object

/** A row of COPY's text format per array of values. */
export type CopyRows = Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>

/** Below this many characters rows are gathered: a chunk per row makes COPY five times slower. */
const chunkSize = 64 * 1024

const special = /[\\\n\r\t]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escapeText = (text: string): string =>
  special.test(text) ? text.replace(special, (found) => escapes[found]) : text

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
  special.lastIndex = 0
  return escapeText(plain(value))
}

/**
 * Streams rows into a table and returns how many went in. Memory stays at one chunk: the stream's back-pressure is waited for.
 * Give a list that is meant as JSON as `JSON.stringify(list)`.
 */
export const copyRows = async (
  client: ClientBase,
  target: string,
  columns: readonly string[],
  rows: CopyRows,
): Promise<number> => {
  const stream = client.query(from(`COPY ${target} (${columns.join(', ')}) FROM STDIN`))
  const finished = once(stream, 'finish')
  // Whoever waits for it meets the error; it must not be unhandled until then.
  finished.catch(() => undefined)
  let count = 0
  let chunk = ''
  try {
    for await (const row of rows) {
      chunk += `${row.map(copyField).join('\t')}\n`
      count++
      if (chunk.length < chunkSize) continue
      if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), finished])
      chunk = ''
    }
  } catch (error) {
    stream.destroy(error as Error)
    throw error
  }
  stream.end(chunk)
  await finished
  return count
}
