import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** CPU seconds (user and system) that a running process has used; Linux counts them in hundredths. */
export const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** The most memory a process has had, in bytes. */
export const peakMemoryBytes = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024

export interface Running {
  readonly child: ChildProcess
  /** What the line that matched captured. */
  readonly match: RegExpExecArray
  readonly stop: () => Promise<void>
}

/** Starts a program of ours and waits for the line of its standard output that matches. */
export const startProgram = async (
  script: string,
  args: readonly string[],
  env: Record<string, string>,
  ready: RegExp,
): Promise<Running> => {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill('SIGTERM')
    })
  for await (const line of createInterface({ input: child.stdout })) {
    const match = ready.exec(line)
    if (match) {
      child.stdout.resume()
      return { child, match, stop }
    }
  }
  throw new Error(`${script} ended before it was ready`)
}
