import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** A folder for the time of the work. */
export const inFolder = <Result>(work: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const writeArrays = (folder: string, arrays: Readonly<Record<string, NodeJS.ArrayBufferView>>): void => {
  for (const [name, array] of Object.entries(arrays)) writeFileSync(join(folder, name), array)
}

/** Why a program cannot be run here; null when it can. */
export const missing = (program: string, args: readonly string[]): string | null =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0 ? null : `${program} ${args.join(' ')} does not work here`

/** Lines that a program prints. @throws Error with what it says on standard error */
export const linesOf = (program: string, args: readonly string[], env: Record<string, string> = {}): string[] => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  return stdout.trim().split('\n')
}

/** Limits the threads of numpy's BLAS. */
export const blasThreads = (threads: number): Record<string, string> => ({
  OPENBLAS_NUM_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
})
