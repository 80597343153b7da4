import type { UserList } from '../domain/user-list.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { readsOf } from '../rules/reads.ts'
import type { Database } from '../store/database.ts'
import { addListEntries, findUnknownIds, removeListEntries } from '../store/lists/list-entries.ts'
import { holdUserList, type ListWords, openUserList, removeUserList } from '../store/lists/user-lists.ts'
import { listRuleSegments, lockDefinitions, readRuleNames } from '../store/rules/rule-segments.ts'

export interface ListChange {
  readonly list: UserList
  /** Who was put on it, or taken off. */
  readonly changed: number
  /** Who was on it already, or was not on it. */
  readonly unchanged: number
  /** Ids of no user: kept on the list all the same. */
  readonly unknown: readonly string[]
}

export interface AddRequest extends ListWords {
  readonly users: readonly string[]
  readonly now: Date
}

/**
 * Opens a list for whoever adds to it, making it where there is none.
 * @throws CodedError LIST_IN_USE where it is there for another purpose
 */
export const openListFor = async (
  client: Parameters<typeof openUserList>[0],
  words: ListWords,
  now: Date,
): Promise<UserList> => {
  const list = await openUserList(client, words, now)
  if (words.purpose == null || list.purpose === words.purpose) return list
  throw new CodedError('LIST_IN_USE', `"${list.key}" is a ${list.purpose} list; choose another key.`)
}

/**
 * Puts users on a list, which is made where there is none. Safe to send again.
 * @throws CodedError LIST_IN_USE
 */
export const addToList = (database: Database, { users, now, ...words }: AddRequest): Promise<ListChange> =>
  database.transaction(async (client) => {
    const list = await openListFor(client, words, now)
    const changed = await addListEntries(client, list.id, users, now)
    return {
      list,
      changed,
      unchanged: new Set(users).size - changed,
      unknown: await findUnknownIds(client, users),
    }
  })

const requireList = async (client: Parameters<typeof holdUserList>[0], key: string): Promise<UserList> => {
  const list = await holdUserList(client, key)
  if (list !== null) return list
  const { lists } = await readRuleNames(client)
  throw new CodedError('NOT_FOUND', `There is no list "${key}".${suggestion(key, [...lists.keys()])}`)
}

/**
 * Takes users off a list. Safe to send again.
 * @throws CodedError NOT_FOUND
 */
export const removeFromList = (
  database: Database,
  { key, users }: { readonly key: string; readonly users: readonly string[] },
): Promise<ListChange> =>
  database.transaction(async (client) => {
    const list = await requireList(client, key)
    const changed = await removeListEntries(client, list.id, users)
    return {
      list,
      changed,
      unchanged: new Set(users).size - changed,
      unknown: await findUnknownIds(client, users),
    }
  })

/**
 * Removes a list with all who are on it.
 * @throws CodedError NOT_FOUND, LIST_IN_USE naming the rules that ask about it
 */
export const deleteList = (database: Database, key: string): Promise<UserList> =>
  database.transaction(async (client) => {
    await lockDefinitions(client)
    const list = await requireList(client, key)
    const users = (await listRuleSegments(client)).filter(({ rule }) => readsOf(rule).lists.includes(key))
    if (users.length > 0) {
      const names = users.map((user) => `"${user.key}"`).join(', ')
      throw new CodedError('LIST_IN_USE', `The rules of ${names} ask about the list "${key}": change them first.`)
    }
    await removeUserList(client, list.id)
    return list
  })
