import type { ClientBase } from 'pg'

/** Whatever a statement can be sent by: a pool, or a client inside a transaction. */
export type Queryable = Pick<ClientBase, 'query'>
