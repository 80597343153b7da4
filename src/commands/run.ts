import { type Config, readConfig } from '../config.ts'
import type { Resources } from '../resources.ts'
import { Interrupted } from './faults.ts'

/**
 * Ctrl-C reaches us twice under `npm run`: from the terminal and forwarded by npm. Only one that comes
 * clearly later is somebody who does not want to wait.
 */
const echoMs = 500

const parentEvery = 500

/**
 * npm passes a signal on to the shell between us, which dies of it and tells nobody. Under npm, being left alone is
 * therefore being told to stop.
 */
const onOrphaned = (stop: () => void): NodeJS.Timeout | undefined => {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, parentEvery)
  return timer.unref()
}

/** Runs `work` with a signal that SIGINT and SIGTERM abort. A second one ends the process at once. */
export const withSignal = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const controller = new AbortController()
  let firstAt = 0
  const stop = (name: 'SIGINT' | 'SIGTERM') => {
    const now = performance.now()
    if (!controller.signal.aborted) {
      firstAt = now
      controller.abort(new Interrupted(name))
    } else if (now - firstAt > echoMs) {
      process.exit(new Interrupted(name).exitStatus)
    }
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const watch = onOrphaned(() => stop('SIGTERM'))
  try {
    await work(controller.signal)
  } catch (error) {
    // Whatever the work threw while stopping (an AbortError, usually), the reason is that it was told to.
    throw controller.signal.aborted && (error as Error).name === 'AbortError' ? controller.signal.reason : error
  } finally {
    clearInterval(watch)
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

interface RunOptions {
  /** Used where the environment does not say. What a command shows by itself need not be in its log as well. */
  readonly logLevel?: Config['logLevel']
  /** An option of the command overrides the environment. */
  readonly change?: Partial<Config>
}

/** For commands that need no database. */
export const runPlain = (
  work: (config: Config, signal: AbortSignal) => Promise<void>,
  { logLevel = 'warn', change = {} }: RunOptions = {},
): Promise<void> =>
  withSignal((signal) => work({ ...readConfig({ LOG_LEVEL: logLevel, ...process.env }), ...change }, signal))

/** The frame of every command that works on the database: reads the configuration, opens the resources, runs `work`, closes. */
export const runWithResources = (
  work: (resources: Resources, signal: AbortSignal) => Promise<void>,
  options: RunOptions = {},
): Promise<void> =>
  runPlain(async (config, signal) => {
    // Loaded here, so that --help and wrong arguments are answered without loading the database's client.
    const { openResources } = await import('../resources.ts')
    const resources = await openResources(config)
    try {
      await work(resources, signal)
    } finally {
      await resources.close()
    }
  }, options)
