import { pino } from 'pino'

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>

/** What a log needs of an error. Drivers hang whole connections on theirs. */
const plainError = (error: unknown) => {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const { code } = error as NodeJS.ErrnoException
  return { name, code, message, stack, ...(cause instanceof Error ? { cause: cause.message } : {}) }
}

/** JSON lines on standard error: standard output belongs to what a command prints. */
export const createLog = (level: string): Log =>
  pino({ level, base: null, serializers: { err: plainError } }, pino.destination({ fd: 2, sync: true }))

const quietMs = 30_000

/** A warning for what repeats as long as it lasts: said at once, and then at most twice a minute. */
export const createWarning = (log: Log, message: string) => {
  let silentUntil = 0
  return (error: Error): void => {
    const now = performance.now()
    if (now < silentUntil) return
    silentUntil = now + quietMs
    const { code } = error as NodeJS.ErrnoException
    log.warn({ code, reason: error.message }, message)
  }
}
