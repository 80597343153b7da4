import { CodedError, type ErrorCode } from '../errors.ts'

/** What the caller can mend by calling differently; everything else is a failed run. */
const callersFaults: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'INVALID_CONFIGURATION',
  'INVALID_ARGUMENT',
  'FILE_NOT_READABLE',
  'FILE_EMPTY',
  'FILE_TRUNCATED',
  'FILE_BINARY',
  'COLUMNS_MISSING',
  'COLUMNS_AMBIGUOUS',
  'MAPPING_INVALID',
  'ROW_MALFORMED',
  'FIELD_MISSING',
  'FIELD_INVALID',
  'TIMESTAMP_INVALID',
  'RULE_INVALID',
  'SEGMENT_IN_USE',
  'NOT_FOUND',
])

/** A command that stopped because it was told to, with the status shells expect. */
export class Interrupted extends Error {
  readonly exitStatus: number

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`)
    this.exitStatus = signal === 'SIGINT' ? 130 : 143
  }
}

/** Says what went wrong on standard error, in one line wherever it can be, and returns the exit status. */
export const report = (error: unknown): number => {
  if (error instanceof Interrupted) {
    process.stderr.write(`${error.message}\n`)
    return error.exitStatus
  }
  if (error instanceof CodedError) {
    process.stderr.write(`error: ${error.message} (${error.code})\n`)
    return callersFaults.has(error.code) ? 2 : 1
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`error: something unexpected, please report it: ${stack ?? message}\n`)
  return 1
}
