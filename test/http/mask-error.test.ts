import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'

import { CodedError } from '../../src/errors.ts'
import { createMaskError } from '../../src/http/mask-error.ts'
import type { Log } from '../../src/log.ts'

/** What a client is told of an error that a field ended with, and how loud the log is about it. */
const told = (originalError: Error) => {
  const levels: string[] = []
  const at = (level: string) => () => void levels.push(level)
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => never() }
  const { message, extensions, path } = createMaskError(log)(new GraphQLError('x', { originalError, path: ['users'] }))
  return { message, code: extensions.code, reference: extensions.reference, path, levels }
}

const never = (): never => {
  throw new Error('no child is asked for')
}

describe('an error of a field', () => {
  it('is told as it is, with its place, where it was expected, and not logged', () => {
    expect(told(new CodedError('NOT_FOUND', 'There is none.'))).toMatchObject({
      message: 'There is none.',
      code: 'NOT_FOUND',
      path: ['users'],
      levels: [],
    })
  })

  it('tells nothing of what was not expected but where the log has it', () => {
    const secret = told(new Error('password "x" of host y'))
    expect(secret).toMatchObject({ code: 'INTERNAL', levels: ['error'] })
    expect(secret.message).toBe(`Something unexpected went wrong. Reference: ${secret.reference}`)
  })

  it('is a warning where the database is away, and no more than a note where nobody waits for the answer', () => {
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    expect(told(away)).toMatchObject({ code: 'POSTGRES_UNAVAILABLE', levels: ['warn'] })
    expect(told(new DOMException('gone', 'AbortError'))).toMatchObject({ code: 'ABORTED', levels: ['info'] })
  })
})
