import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface WorkerProcess {
  readonly kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<number | null>
}

const exited = async (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null ? child.exitCode : (await once(child, 'exit'))[0]

/** A real worker in a process of its own, ready to work. */
export const startWorkerProcess = async (url: string, redisUrl: string | null = null): Promise<WorkerProcess> => {
  const file = join(import.meta.dirname, 'hold-worker.ts')
  const child = spawn(process.execPath, [file, url, redisUrl ?? ''], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    kill: async (signal) => {
      child.kill(signal)
      return exited(child)
    },
  }
}
