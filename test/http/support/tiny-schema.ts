import { createSchema } from 'graphql-yoga'

import type { ApiKey } from '../../../src/domain/api-key.ts'
import { CodedError } from '../../../src/errors.ts'

export interface TinyContext {
  readonly apiKey: ApiKey
}

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Enough of everything that the HTTP side must carry: lists, depth, arguments, both kinds of failure, streams. */
export const tinySchema = createSchema<TinyContext>({
  typeDefs: /* GraphQL */ `
    type Query {
      hello(name: String = "you", times: Int): String!
      me: Me!
      node: Node!
      nothing: String
      expected: String
      expectedRoot: String!
      broken: String
      brokenRoot: String!
      slow(ms: Int!): String!
    }
    type Me { id: ID!, scopes: [String!]! }
    type Node { name: String!, child: Node!, children(count: Int! = 3): [Node!]! }
    type Mutation { add(a: Int!, b: Int!): Int! }
    type Subscription { count(to: Int!): Int! forever: Int! }
  `,
  resolvers: {
    Query: {
      hello: (_, { name, times }) => `Hello ${name}${times ? ` ${times} times` : ''}`,
      me: (_, __, { apiKey }) => apiKey,
      node: () => ({}),
      nothing: () => null,
      expected: () => {
        throw new CodedError('NOT_FOUND', 'Nobody has this id.')
      },
      expectedRoot: () => {
        throw new CodedError('FORBIDDEN', 'The key has no scope admin.')
      },
      broken: () => {
        throw new Error('the secret reason')
      },
      brokenRoot: async () => {
        await sleep(1)
        throw new Error('the secret reason')
      },
      slow: async (_, { ms }) => {
        await sleep(ms)
        return 'done'
      },
    },
    Node: {
      name: () => 'node',
      child: () => ({}),
      children: (_, { count }) => Array.from({ length: count }, () => ({})),
    },
    Mutation: { add: (_, { a, b }) => a + b },
    Subscription: {
      count: {
        subscribe: async function* (_, { to }) {
          for (let count = 1; count <= to; count++) yield { count }
        },
      },
      forever: {
        subscribe: async function* () {
          for (let forever = 1; ; forever++) {
            yield { forever }
            await sleep(20)
          }
        },
      },
    },
  },
})
