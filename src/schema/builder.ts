import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import ErrorsPlugin from '@pothos/plugin-errors'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'

import type { Context } from '../context.ts'
import type { Scope } from '../domain/api-key.ts'
import type { TraitValue } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { limits, tooComplex } from './limits.ts'

/** What the schema builds on. Every field is non-null unless it says that it is nullable, and why. */
export interface SchemaTypes {
  Context: Context
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  AuthScopes: Record<Scope, boolean>
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: NonNullable<unknown>; Output: unknown }
    TraitValue: { Input: TraitValue; Output: TraitValue }
    EventTypeName: { Input: NonNullable<unknown>; Output: never }
    EventTime: { Input: NonNullable<unknown>; Output: never }
  }
}

const unauthorised = ({ apiKey }: Context, scope: string): CodedError =>
  apiKey === null
    ? new CodedError('UNAUTHENTICATED', 'A key is needed: send "Authorization: Bearer <key>".')
    : new CodedError(
        'FORBIDDEN',
        `The key "${apiKey.name}" lacks the scope that ${scope} needs; it has: ${apiKey.scopes.join(', ')}.`,
      )

/** Scope-auth first: whoever may not ask is told so before anything else is looked at. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ScopeAuthPlugin, ComplexityPlugin, ErrorsPlugin, RelayPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ apiKey }) => {
      const has = (scope: Scope) =>
        apiKey !== null && (apiKey.scopes.includes(scope) || apiKey.scopes.includes('admin'))
      return { read: has('read'), track: has('track'), compute: has('compute'), admin: has('admin') }
    },
    unauthorizedError: (_parent, ctx, { parentType, fieldName }) =>
      unauthorised(ctx, `${parentType.name}.${fieldName}`),
  },
  complexity: { limit: limits, complexityError: tooComplex },
  errors: { directResult: true },
  relay: {
    cursorType: 'String',
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: 'Anything with a global id; `node(id:)` finds it again.' },
    idFieldOptions: { description: 'Global id: unique over all types, stable, opaque.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: { description: 'Whether the list goes on after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether the list has anything before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first edge, for `before`; null for an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last edge, for `after`; null for an empty page.' },
    firstArgOptions: {
      description: 'The first n after `after`. Default 20, at most 500 unless the field says otherwise.',
    },
    afterArgOptions: { description: 'Cursor to go on after: the `endCursor` of the page before.' },
    lastArgOptions: { description: 'The last n before `before`, for walking backwards; instead of `first`.' },
    beforeArgOptions: { description: 'Cursor to stop before: the `startCursor` of the page after.' },
    edgesFieldOptions: {
      nullable: false,
      description: 'The rows of this page, each with its cursor.',
      complexity: { field: 1, multiplier: 1 },
    },
    nodeFieldOptions: { nullable: false, description: 'The row itself.' },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    cursorFieldOptions: { description: 'Opaque place of this row, for `after` and `before` of the same list.' },
  },
})
