import { pino } from 'pino'

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>

/** JSON lines on standard error: standard output belongs to what a command prints. */
export const createLog = (level: string): Log => pino({ level, base: null }, pino.destination({ fd: 2, sync: true }))
