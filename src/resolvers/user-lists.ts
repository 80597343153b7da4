import type { Context } from '../context.ts'
import type { UserList, UserListEntry, UserListPurpose } from '../domain/user-list.ts'
import { type Connection, idPosition, type PageArgs, readPaging, toConnection } from './connection.ts'
import type { CursorValue } from './cursor.ts'
import { badInput, isStorable, requireKey, requireLength, requireStorable } from './input.ts'

export type ListChangeView = Awaited<ReturnType<Context['segments']['addToList']>>

export const userListByKey = (_root: unknown, { key }: { readonly key: string }, ctx: Context) =>
  isStorable(key) ? ctx.loaders.userListByKey.load(key) : null

/** All lists, oldest first. */
export const userLists = async (_root: unknown, args: PageArgs, ctx: Context): Promise<Connection<UserList>> => {
  const list = 'lists'
  const { request } = readPaging(args, { list, positionOf: idPosition() })
  return toConnection(
    await ctx.store.listUserLists(request),
    { list },
    ({ id }) => [id],
    (row) => row,
  )
}

export const userCountOfList = async ({ id }: UserList, _args: object, ctx: Context): Promise<number> =>
  (await ctx.loaders.userListCounts.load(id))?.users ?? 0

export const unknownCountOfList = async ({ id }: UserList, _args: object, ctx: Context): Promise<number> => {
  const counts = await ctx.loaders.userListCounts.load(id)
  return counts === null ? 0 : counts.entries - counts.users
}

const textPosition = ([id, ...rest]: readonly CursorValue[]): string | null =>
  rest.length === 0 && typeof id === 'string' && isStorable(id) ? id : null

export const entriesOfList = async (
  { id }: UserList,
  args: PageArgs & { readonly onlyUnknown: boolean },
  ctx: Context,
): Promise<Connection<UserListEntry>> => {
  const list = `entries ${id} ${args.onlyUnknown}`
  const { request } = readPaging(args, { list, max: 1000, positionOf: textPosition })
  return toConnection(
    await ctx.store.listListEntries({ listId: id, onlyAside: args.onlyUnknown }, request),
    { list },
    ({ externalId }) => [externalId],
    (row) => row,
  )
}

export const userOfEntry = ({ externalId }: UserListEntry, _args: object, ctx: Context) =>
  ctx.loaders.userByExternalId.load(externalId)

const notYet = 'No user has this id yet; whoever comes with it is on the list from then on.'

/** null for whoever is a user. */
export const reasonOfEntry = async (entry: UserListEntry, _args: object, ctx: Context): Promise<string | null> =>
  (await userOfEntry(entry, {}, ctx)) === null ? notYet : null

const mostUsers = 10_000

/** The shop's own ids as they may stand in the store; each once. */
const requireIds = (ids: readonly string[]): readonly string[] => {
  if (ids.length > mostUsers)
    throw badInput(`"users" may have at most ${mostUsers} ids; import a file for more. It has ${ids.length}.`)
  for (const [at, id] of ids.entries()) requireStorable(`users[${at}]`, requireLength(`users[${at}]`, id, 1, 200))
  return [...new Set(ids)]
}

export interface AddToListInput {
  readonly list: string
  readonly purpose?: UserListPurpose | null
  readonly name?: string | null
  readonly description?: string | null
  readonly users: readonly string[]
}

/** @throws CodedError BAD_USER_INPUT, LIST_IN_USE */
export const addToList = (_root: unknown, { input }: { readonly input: AddToListInput }, ctx: Context) =>
  ctx.segments.addToList({
    key: requireKey(input.list),
    purpose: input.purpose,
    name: input.name == null ? null : requireLength('name', input.name, 1, 200),
    description: input.description == null ? null : requireLength('description', input.description, 0, 2000),
    users: requireIds(input.users),
  })

/** @throws CodedError BAD_USER_INPUT, NOT_FOUND */
export const removeFromList = (
  _root: unknown,
  args: { readonly list: string; readonly users: readonly string[] },
  ctx: Context,
) => ctx.segments.removeFromList({ key: requireStorable('list', args.list), users: requireIds(args.users) })

/** @throws CodedError NOT_FOUND, LIST_IN_USE */
export const deleteList = async (_root: unknown, { key }: { readonly key: string }, ctx: Context): Promise<string> =>
  (await ctx.segments.deleteList(requireStorable('key', key))).key
