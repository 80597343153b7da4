import { type GraphQLSchema, parse } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'

import type { ApiKey } from '../domain/api-key.ts'
import type { Log } from '../log.ts'
import { depthLimit } from './depth-limit.ts'
import { limits } from './limits.ts'
import { createMaskError } from './mask-error.ts'

/** What the HTTP side knows when an operation starts. */
export interface Caller {
  readonly apiKey: ApiKey
}

export interface ApiOptions {
  readonly schema: GraphQLSchema
  /** Once per operation. */
  readonly createContext: (apiKey: ApiKey) => object
  readonly log: Log
}

const limitSize = (): Plugin => ({
  onParse: ({ setParseFn }) => setParseFn((source, options) => parse(source, { ...options, maxTokens: limits.tokens })),
  onValidate: ({ addValidationRule }) => addValidationRule(depthLimit(limits.depth)),
})

/** The GraphQL engine with everything that both ways in share: limits, caches, context and masking. */
export const createApi = ({ schema, createContext, log }: ApiOptions) => {
  const maskError = createMaskError(log)
  const yoga = createYoga<Caller>({
    schema,
    context: ({ apiKey }) => createContext(apiKey),
    graphqlEndpoint: '/graphql',
    plugins: [limitSize()],
    maskedErrors: { maskError },
    // Ours are: sizes (in body.ts, before Yoga sees anything), pages, health, logs. No other origin is allowed in.
    maxRequestBodySize: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    cors: false,
    logging: false,
  })
  return { yoga, maskError }
}

export type Api = ReturnType<typeof createApi>
