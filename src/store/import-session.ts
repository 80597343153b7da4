import type { PoolClient } from 'pg'

import { CodedError } from '../errors.ts'
import type { Database } from './database.ts'
import type { Ingested } from './ingest-events.ts'

export interface ImportSource {
  readonly kind: string
  readonly fileName: string
  /** The same for the same file read in the same way, and for nothing else. */
  readonly fingerprint: string
  readonly now: Date
}

export interface ImportCounts {
  readonly rowsRead: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
}

/** Records that are stored together. */
export interface ImportBatch {
  /** What must be there before, outside the transaction. */
  readonly prepare?: (client: PoolClient) => Promise<void>
  readonly ingest: (client: PoolClient) => Promise<Ingested>
}

export interface ImportSession {
  /** How far an interrupted import of the same file came; all 0 for a new one. */
  readonly resumedAt: ImportCounts
  /** Stores the batch and how far the import came in one transaction: both are there or neither. */
  readonly commit: (upTo: Pick<ImportCounts, 'rowsRead' | 'rejected'>, batch: ImportBatch) => Promise<void>
  readonly counts: () => ImportCounts
  readonly client: PoolClient
}

/** `import` in ASCII, to keep apart from other advisory locks. */
const lockClass = 0x696d706f

/** A killed import's connection may take a moment to go; another import of the file that lives does not. */
const lockWait = '20s'

const lock = async (client: PoolClient, { fingerprint, fileName }: ImportSource): Promise<void> => {
  await client.query(`SET lock_timeout = '${lockWait}'`)
  try {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [lockClass, fingerprint])
  } catch (cause) {
    if ((cause as { code?: string }).code !== '55P03') throw cause
    throw new CodedError('INVALID_ARGUMENT', `${fileName} is being imported by another process.`, { cause })
  } finally {
    await client.query('RESET lock_timeout')
  }
}

const findInterrupted = `
  SELECT id, rows_read AS "rowsRead", accepted, duplicates, rejected FROM imports
  WHERE fingerprint = $1 AND status = 'RUNNING' ORDER BY id DESC LIMIT 1`

const start = `
  INSERT INTO imports (kind, file_name, fingerprint, status, rows_read, accepted, duplicates, rejected, started_at)
  VALUES ($1, $2, $3, 'RUNNING', 0, 0, 0, 0, $4)
  RETURNING id, rows_read AS "rowsRead", accepted, duplicates, rejected`

const advance = `
  UPDATE imports SET rows_read = $2, accepted = $3, duplicates = $4, rejected = $5 WHERE id = $1`

const finish = `UPDATE imports SET status = $2, error = $3, finished_at = now() WHERE id = $1`

const openRow = async (client: PoolClient, source: ImportSource): Promise<ImportCounts & { readonly id: number }> => {
  const { rows } = await client.query(findInterrupted, [source.fingerprint])
  if (rows.length > 0) return rows[0]
  const values = [source.kind, source.fileName, source.fingerprint, source.now]
  return (await client.query(start, values)).rows[0]
}

const metAnother = (error: unknown): boolean => ['40001', '40P01'].includes((error as { code?: string }).code ?? '')

/** Tries again where another writer was in the way: the database has undone everything by then. */
const transact = async <T>(client: PoolClient, work: () => Promise<T>, tries = 5): Promise<T> => {
  try {
    await client.query('BEGIN')
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    if (!metAnother(error) || tries === 1) throw error
    return transact(client, work, tries - 1)
  }
}

const sessionOf = (client: PoolClient, id: number, resumedAt: ImportCounts): ImportSession => {
  let counts = resumedAt
  return {
    client,
    resumedAt,
    counts: () => counts,
    commit: async ({ rowsRead, rejected }, { prepare, ingest }) => {
      await prepare?.(client)
      counts = await transact(client, async () => {
        const ingested = await ingest(client)
        const accepted = counts.accepted + ingested.accepted
        const duplicates = counts.duplicates + ingested.duplicates
        await client.query(advance, [id, rowsRead, accepted, duplicates, rejected])
        return { rowsRead, accepted, duplicates, rejected }
      })
    },
  }
}

/** How the work ended: `fault` is null, or what kept it from the end of the file. */
export interface ImportOutcome {
  readonly fault: unknown
}

const stored = (fault: unknown) => (fault instanceof CodedError ? { code: fault.code, message: fault.message } : null)

/** Only what the file itself did wrong ends an import for good; after anything else it can go on where it was. */
const settle = async (client: PoolClient, id: number, { fault }: ImportOutcome): Promise<void> => {
  await client.query('RESET synchronous_commit')
  if (fault === null) await client.query(finish, [id, 'DONE', null])
  else if (fault instanceof CodedError) await client.query(finish, [id, 'FAILED', stored(fault)])
}

/**
 * Runs one import of a file, or goes on with one that was interrupted: killed, stopped or cut off from the database.
 * One connection does it all, and keeps others from importing the same file at the same time.
 * @throws CodedError INVALID_ARGUMENT when another process is importing the file
 */
export const runImport = async <T extends ImportOutcome>(
  database: Database,
  source: ImportSource,
  work: (session: ImportSession) => Promise<T>,
): Promise<T> => {
  const client = await database.pool.connect()
  // A connection that breaks between two statements says so by an event; the next statement then fails.
  client.on('error', () => undefined)
  try {
    await lock(client, source)
    // Rows and place are lost together or not at all, so a batch need not wait for the disk: the last statement does, for all.
    await client.query('SET synchronous_commit = off')
    const { id, ...counts } = await openRow(client, source)
    const outcome = await work(sessionOf(client, id, counts))
    await settle(client, id, outcome)
    return outcome
  } finally {
    // Closed rather than handed back: the lock and the staging tables go with it.
    client.release(true)
  }
}
