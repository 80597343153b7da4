import { type GraphQLSchema, parse } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'

import type { ApiKey } from '../domain/api-key.ts'
import { CodedError } from '../errors.ts'
import type { Log } from '../log.ts'
import { depthLimit } from './depth-limit.ts'
import { limits } from './limits.ts'
import { createMaskError } from './mask-error.ts'

/** What the HTTP side knows when an operation starts. */
export interface Caller {
  readonly apiKey: ApiKey
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
}

export interface ApiOptions {
  readonly schema: GraphQLSchema
  /** Once per operation. */
  readonly createContext: (apiKey: ApiKey, signal?: AbortSignal) => object
  readonly log: Log
}

/** The parser goes down one call per level, so a document can be within all limits of size and still too deep for it. */
const parseWithin: typeof parse = (source, options) => {
  try {
    return parse(source, { ...options, maxTokens: limits.tokens })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CodedError('QUERY_TOO_COMPLEX', 'The operation is nested too deeply to be read.')
  }
}

const limitSize = (): Plugin => ({
  onParse: ({ setParseFn }) => setParseFn(parseWithin),
  onValidate: ({ addValidationRule }) => addValidationRule(depthLimit(limits.depth)),
})

/** The GraphQL engine with everything that both ways in share: limits, caches, context and masking. */
export const createApi = ({ schema, createContext, log }: ApiOptions) => {
  const maskError = createMaskError(log)
  const yoga = createYoga<Caller>({
    schema,
    context: ({ apiKey, signal }) => createContext(apiKey, signal),
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
