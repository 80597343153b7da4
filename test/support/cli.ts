import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'

const cli = resolve(import.meta.dirname, '../../src/cli.ts')

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export interface CliResult {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts `clientele <args>` as a process of its own. */
export const startCli = (args: readonly string[], { env = {}, cwd }: CliOptions = {}) => {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, LOG_LEVEL: 'silent', RECOMMENDATION_BUDGET: 'quick', ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, result: resultOf(child) }
}

const resultOf = async (child: ChildProcess): Promise<CliResult> => {
  const ended = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((done) =>
    child.once('exit', (status, signal) => done({ status, signal })),
  )
  const [stdout, stderr, end] = await Promise.all([text(child.stdout!), text(child.stderr!), ended])
  return { ...end, stdout, stderr }
}

/** Runs `clientele <args>` to its end. */
export const runCli = (args: readonly string[], options?: CliOptions): Promise<CliResult> =>
  startCli(args, options).result
