import type { Context } from '../context.ts'
import type { ModelRun, RunKind, RunStatus } from '../domain/model-run.ts'
import { CodedError } from '../errors.ts'
import { type Connection, idPosition, type PageArgs, readPaging, toConnection } from './connection.ts'
import { keyOfId } from './global-id.ts'

export interface ModelRunsArgs extends PageArgs {
  readonly kindIn?: readonly RunKind[] | null
  readonly statusIn?: readonly RunStatus[] | null
}

/** All runs, newest first. */
export const modelRuns = async (_root: unknown, args: ModelRunsArgs, ctx: Context): Promise<Connection<ModelRun>> => {
  const filter = { kinds: args.kindIn ?? null, statuses: args.statusIn ?? null }
  const list = `modelRuns ${JSON.stringify(filter)}`
  const { request } = readPaging(args, { list, positionOf: idPosition() })
  return toConnection(
    await ctx.store.listModelRuns(filter, request),
    { list },
    ({ id }) => [id],
    (run) => run,
  )
}

/** @throws CodedError NOT_FOUND, RUN_NOT_PROMOTABLE */
export const promoteModelRun = (_root: unknown, { id }: { readonly id: string }, ctx: Context): Promise<ModelRun> => {
  const key = keyOfId('ModelRun', id)
  if (key === null) throw new CodedError('NOT_FOUND', `${JSON.stringify(id)} is not the id of a model run.`)
  return ctx.store.promoteRun(key)
}
