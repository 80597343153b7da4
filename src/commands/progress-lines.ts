import type { Progress } from '../jobs/progress.ts'

/** Progress as lines, the same of a step only once: where nobody watches a terminal, a log is read from its beginning. */
export const createProgressLines = (
  indent = '',
  write: (line: string) => void = (line) => process.stderr.write(line),
) => {
  const last = new Map<string, string>()
  return ({ fraction, step, message }: Omit<Progress, 'jobId'>): void => {
    const line = `${indent}${String(Math.round(100 * fraction)).padStart(3)} % ${step}: ${message}\n`
    if (last.get(step) === line) return
    last.set(step, line)
    write(line)
  }
}
