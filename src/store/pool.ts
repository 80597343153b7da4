import pg from 'pg'

export interface PoolOptions {
  readonly url: string
  readonly connections?: number
  /** Told of a connection that broke while idle; the pool replaces it by itself. */
  readonly onError?: (error: Error) => void
}

/** What bulk reads need. */
export type Connection = Pick<pg.Pool, 'query'>

/** Ids and counts are far below 2^53, so bigint columns are plain numbers here. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
}

/** Opens no connection yet: the first query does. */
export const openPool = ({ url, connections = 10, onError }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max: connections, types, application_name: 'clientele' })
  const report = (error: Error) => onError?.(error)
  pool.on('error', report)
  // The pool listens only while a connection is idle; one that breaks at work would take the process with it.
  pool.on('connect', (client) => client.on('error', report))
  return pool
}
