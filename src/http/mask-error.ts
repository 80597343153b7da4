import { randomBytes } from 'node:crypto'

import { GraphQLError } from 'graphql'

import { CodedError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isUnavailable } from '../store/unavailable.ts'

/** The coded error that this one is or was thrown because of. */
const codedOf = (error: unknown): CodedError | null => {
  if (error instanceof CodedError) return error
  return error instanceof GraphQLError && error.originalError ? codedOf(error.originalError) : null
}

const rootOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error

const placeOf = (error: unknown) =>
  error instanceof GraphQLError
    ? { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path }
    : {}

const withCode = (error: GraphQLError): GraphQLError => {
  // GraphQL's own complaints about variables come without a code.
  error.extensions.code ??= 'BAD_USER_INPUT'
  return error
}

/**
 * What a client may see of an error: expected ones as they are, with their code; of anything else only a reference
 * under which the log has the whole of it.
 */
export const createMaskError =
  (log: Log) =>
  (error: unknown): GraphQLError => {
    const coded = codedOf(error)
    if (coded) return new GraphQLError(coded.message, { ...placeOf(error), extensions: { code: coded.code } })
    const root = rootOf(error)
    if (root instanceof GraphQLError) return withCode(error as GraphQLError)
    if (isUnavailable(root)) {
      log.warn({ err: root }, 'the database cannot be reached')
      const extensions = { code: 'POSTGRES_UNAVAILABLE', http: { status: 503 } }
      return new GraphQLError('The database cannot be reached right now. Try again.', { ...placeOf(error), extensions })
    }
    if (root instanceof Error && root.name === 'AbortError') {
      // Nobody reads this answer.
      log.info(placeOf(error).path ? { path: placeOf(error).path } : {}, 'the client left before its answer')
      return new GraphQLError('The request was given up.', { ...placeOf(error), extensions: { code: 'ABORTED' } })
    }
    const reference = randomBytes(6).toString('hex')
    log.error(
      { err: root, reference, ...(error instanceof GraphQLError ? { path: error.path } : {}) },
      'unexpected error',
    )
    // `unexpected` makes the status 500 where there is no data; it is not sent.
    const extensions = { code: 'INTERNAL', reference, unexpected: true }
    return new GraphQLError(`Something unexpected went wrong. Reference: ${reference}`, {
      ...placeOf(error),
      extensions,
    })
  }
