import {
  type UserListEntry as EntryNoun,
  type UserList as ListNoun,
  type UserListPurpose as PurposeName,
  userListPurposes,
} from '../domain/user-list.ts'
import type { Connection } from '../resolvers/connection.ts'
import {
  type AddToListInput as AddToListRequest,
  addToList,
  deleteList,
  entriesOfList,
  type ListChangeView,
  reasonOfEntry,
  removeFromList,
  unknownCountOfList,
  userCountOfList,
  userListByKey,
  userLists,
  userOfEntry,
} from '../resolvers/user-lists.ts'
import { builder } from './builder.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { pageCost } from './limits.ts'
import { User } from './user.ts'

const meanings: Readonly<Record<PurposeName, string>> = {
  STATIC: 'Rules ask about it with `inList`.',
  SUPPRESSION: 'Nobody on it is a member of a segment, is exported or gets a coupon, whatever a rule says.',
}

const UserListPurpose = builder.enumType('UserListPurpose', {
  description: 'What a list of users is for.',
  values: Object.fromEntries(userListPurposes.map((name) => [name, { description: meanings[name] }])) as Record<
    PurposeName,
    { description: string }
  >,
})

const UserListEntry = builder.objectRef<EntryNoun>('UserListEntry').implement({
  description: 'Somebody on a list.',
  fields: (t) => ({
    externalId: t.exposeID('externalId', { description: "The shop's own id." }),
    addedAt: t.expose('addedAt', { type: 'DateTime', description: 'When they were put on it.' }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'The user; null for an id of none.',
      resolve: userOfEntry,
    }),
    reason: t.string({
      nullable: true,
      description: 'Why the id is kept aside and does not count; null for a user.',
      resolve: reasonOfEntry,
    }),
  }),
})

const EntryConnection = builder.connectionObject<typeof UserListEntry, Connection<EntryNoun>>(
  { type: UserListEntry, name: 'UserListEntryConnection', description: 'A page of those on a list.' },
  { name: 'UserListEntryEdge', description: 'Somebody on a list, and their place.' },
)

const UserList = builder.objectRef<ListNoun>('UserList').implement({
  description: "Users by the shop's own ids, as somebody has listed or imported them.",
  fields: (t) => ({
    key: t.exposeID('key', { description: 'Stable key.' }),
    name: t.exposeString('name', { description: 'Name, for people.' }),
    description: t.exposeString('description', { description: 'What it is for, for people.' }),
    purpose: t.expose('purpose', { type: UserListPurpose, description: 'What it does.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When somebody last added to it.' }),
    userCount: t.int({ description: 'How many users are on it.', complexity: 20, resolve: userCountOfList }),
    unknownCount: t.int({
      description: 'How many ids on it are those of no user yet: they count from the moment somebody comes with them.',
      complexity: 20,
      resolve: unknownCountOfList,
    }),
    entries: t.connection(
      {
        type: UserListEntry,
        description: 'Who is on it, by id. At most 1000 a page; needs the scope `read`.',
        authScopes: { read: true },
        args: {
          onlyUnknown: t.arg.boolean({
            required: true,
            defaultValue: false,
            description: 'Only ids that are kept aside, because they are those of no user yet.',
          }),
        },
        complexity: pageCost,
        resolve: entriesOfList,
      },
      EntryConnection,
    ),
  }),
})

const UserListConnection = builder.connectionObject<typeof UserList, Connection<ListNoun>>(
  { type: UserList, name: 'UserListConnection', description: 'A page of lists.' },
  { name: 'UserListEdge', description: 'A list and its place.' },
)

const UserListChange = builder.objectRef<ListChangeView>('UserListChange').implement({
  description: 'What became of ids that were put on a list or taken off.',
  fields: (t) => ({
    list: t.expose('list', { type: UserList, description: 'The list.' }),
    changed: t.exposeInt('changed', { description: 'How many were put on it, or taken off.' }),
    unchanged: t.exposeInt('unchanged', { description: 'How many were on it already, or were not on it.' }),
    unknown: t.exposeIDList('unknown', {
      description:
        'Those of the given ids that no user has: what is put on the list stays there, and counts from the moment somebody comes with it.',
    }),
  }),
})

const AddToListInput = builder.inputRef<AddToListRequest>('AddToListInput').implement({
  description: 'Whom to put on which list.',
  fields: (t) => ({
    list: t.id({
      required: true,
      description: 'Key: small letters, digits, dots, dashes and underscores. A list that is not there is made.',
    }),
    users: t.idList({ required: true, description: "The shop's own ids, at most 10000." }),
    purpose: t.field({
      type: UserListPurpose,
      description: 'What a new list is for (STATIC unless said); of a list that is there it cannot be changed.',
    }),
    name: t.string({ description: 'Name, for people; the key unless said.' }),
    description: t.string({ description: 'What it is for, for people.' }),
  }),
})

builder.queryFields((t) => ({
  list: t.field({
    type: UserList,
    nullable: true,
    description: 'One list of users by its key; null where there is none.',
    args: { key: t.arg.id({ required: true, description: 'Key of the list.' }) },
    resolve: userListByKey,
  }),
  lists: t.connection(
    { type: UserList, description: 'All lists of users, oldest first.', complexity: pageCost, resolve: userLists },
    UserListConnection,
  ),
}))

builder.mutationFields((t) => ({
  addToList: t.field({
    type: UserListChange,
    description:
      'Puts users on a list, which is made where there is none. Segments follow within a minute. Safe to send again. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'AddToListResult',
        description:
          'What became of the ids; or InvalidInputError: one cannot be an id, ConflictError: the list is there for another purpose.',
      },
    },
    args: { input: t.arg({ type: AddToListInput, required: true, description: 'Whom, and which list.' }) },
    complexity: 100,
    resolve: expected(addToList),
  }),
  removeFromList: t.field({
    type: UserListChange,
    description:
      'Takes users off a list. Segments follow within a minute. Safe to send again. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'RemoveFromListResult',
        description: 'What became of the ids; or InvalidInputError: one cannot be an id, NotFoundError: no such list.',
      },
    },
    args: {
      list: t.arg.id({ required: true, description: 'Key of the list.' }),
      users: t.arg.idList({ required: true, description: "The shop's own ids, at most 10000." }),
    },
    complexity: 100,
    resolve: expected(removeFromList),
  }),
  deleteList: t.id({
    description: 'Removes a list with all who are on it, and answers with its key. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'DeleteListResult',
        description: 'The key; or NotFoundError: no such list, ConflictError: the rule of a segment asks about it.',
      },
      result: { name: 'DeletedList', description: 'A list that is gone.' },
      dataField: { name: 'key', description: 'Its key.' },
      directResult: false,
    },
    args: { key: t.arg.id({ required: true, description: 'Key of the list.' }) },
    resolve: expected(deleteList),
  }),
}))
