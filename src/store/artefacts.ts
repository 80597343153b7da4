import type { Database } from './database.ts'
import type { RunRows } from './model-runs.ts'

/** Large enough that a model of 100 MB is some dozens of rows, small enough that one of them is nothing to hold twice. */
const partBytes = 2 * 2 ** 20

function* partsOf(bytes: Uint8Array) {
  for (let part = 0, at = 0; at < bytes.length; part++, at += partBytes) {
    const chunk = bytes.subarray(at, at + partBytes)
    yield [part, `\\x${Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('hex')}`]
  }
}

/** A fitted model, in parts: written with the other rows of its run, and dropped with them. */
export const artefactRows = (bytes: Uint8Array): RunRows => ({
  table: 'model_artefacts',
  columns: ['part', 'bytes'],
  rows: partsOf(bytes),
})

/** The bytes of a run's fitted model; null when it has none, or no longer. Read part by part: at most one is held twice. */
export const readArtefact = async (
  database: Pick<Database, 'pool'>,
  runId: number,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const { rows } = await database.pool.query<{ parts: number; length: number }>(
    'SELECT count(*) AS parts, coalesce(sum(octet_length(bytes)), 0)::bigint AS length FROM model_artefacts WHERE run_id = $1',
    [runId],
  )
  const [{ parts, length }] = rows
  if (parts === 0) return null
  const bytes = new Uint8Array(length)
  let at = 0
  for (let part = 0; part < parts; part++) {
    const found = await database.pool.query<{ bytes: Buffer }>(
      'SELECT bytes FROM model_artefacts WHERE run_id = $1 AND part = $2',
      [runId, part],
    )
    // A run that is pruned while it is read is as good as gone.
    if (found.rows.length === 0) return null
    bytes.set(found.rows[0].bytes, at)
    at += found.rows[0].bytes.length
  }
  return at === length ? bytes : null
}
