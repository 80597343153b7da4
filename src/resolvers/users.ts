import type { Context } from '../context.ts'
import type { Lifecycle } from '../domain/portrait.ts'
import type { TraitValue, User } from '../domain/user.ts'
import { type CountedConnection, type PageArgs, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'
import { badInput, isStorable, requireStorable } from './input.ts'
import { runIdsOf, runsOfWalk } from './runs.ts'
import { noSegment } from './segment-named.ts'

type ListRequest = Parameters<Context['store']['listUsers']>[0]
type Position = NonNullable<Parameters<Context['store']['listUsers']>[1]['after']>

interface RangeInput<Value> {
  readonly gte?: Value | null
  readonly gt?: Value | null
  readonly lte?: Value | null
  readonly lt?: Value | null
}

export interface TraitFilterInput {
  readonly name: string
  readonly eq?: TraitValue
}

export interface UserOrderInput {
  readonly field: ListRequest['order']['field']
  readonly direction?: ListRequest['order']['direction'] | null
}

export interface UserFilterInput {
  readonly search?: string | null
  readonly createdAt?: RangeInput<Date> | null
  readonly lifecycleIn?: readonly Lifecycle[] | null
  readonly orderCount?: RangeInput<number> | null
  readonly recencyDays?: RangeInput<number> | null
  readonly monetary?: RangeInput<number> | null
  readonly totalSpend?: RangeInput<number> | null
  readonly traits?: readonly TraitFilterInput[] | null
  readonly inSegment?: string | null
}

export interface UsersArgs extends PageArgs {
  readonly filter?: UserFilterInput | null
  readonly orderBy?: UserOrderInput | null
}

export const userByExternalId = (_root: unknown, { externalId }: { externalId: string }, ctx: Context) =>
  isStorable(externalId) ? ctx.loaders.userByExternalId.load(externalId) : null

/** Of the segment only the id is kept: its key was looked up, or is refused. */
export const filterOf = async (ctx: Context, { inSegment, search, traits, ...rest }: UserFilterInput) => {
  if (search != null) requireStorable('search', search)
  for (const { name, eq } of traits ?? []) {
    requireStorable('traits', name)
    if (typeof eq === 'string') requireStorable('traits', eq)
  }
  if (inSegment == null) return { ...rest, search, traits }
  const segment = isStorable(inSegment) ? await ctx.loaders.segmentByKey.load(inSegment) : null
  if (segment === null) throw badInput(await noSegment(ctx, inSegment))
  return { ...rest, search, traits, segmentId: segment.id }
}

const numeric = (key: CursorValue) => key === null || typeof key === 'number'

/** Every order has its own kind of key, but only one by an id or a time has texts. */
const positionIn =
  (field: ListRequest['order']['field']) =>
  ([key, userId, ...rest]: readonly CursorValue[]): Position | null => {
    if (rest.length > 0 || !Number.isSafeInteger(userId)) return null
    const isKey =
      field === 'EXTERNAL_ID'
        ? typeof key === 'string' && isStorable(key)
        : field === 'CREATED_AT'
          ? typeof key === 'string' && !Number.isNaN(Date.parse(key))
          : numeric(key) && (field !== 'ORDER_COUNT' || key === null || Number.isInteger(key))
    return isKey ? { key, userId: userId as number } : null
  }

const orderOf = (input: UserOrderInput | null | undefined): ListRequest['order'] => ({
  field: input?.field ?? 'CREATED_AT',
  direction: input?.direction ?? 'ASC',
})

/** Everybody who meets the filter, in the order asked for. */
export const users = async (_root: unknown, args: UsersArgs, ctx: Context): Promise<CountedConnection<User>> => {
  const order = orderOf(args.orderBy)
  const filter = await filterOf(ctx, args.filter ?? {})
  const list = `users ${JSON.stringify([order.field, order.direction, filter])}`
  const { request, runs: pinned } = readPaging(args, { list, positionOf: positionIn(order.field) })
  const kinds = ctx.store.runsOfUserList(filter, order)
  const runs = await runsOfWalk(ctx, kinds, pinned)
  const page = await ctx.store.listUsers({ filter, order, runs }, request)
  const walk = { list, runs: runIdsOf(kinds, runs) }
  return {
    ...toConnection(
      page,
      walk,
      ({ key, id }) => [key, id],
      (user) => user,
    ),
    count: () => ctx.store.countUsers({ filter, runs }),
  }
}
