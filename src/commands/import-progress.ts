import { SingleBar } from 'cli-progress'

export interface ImportProgress {
  readonly update: (bytesRead: number, rows: number) => void
  readonly stop: () => void
}

const lineEvery = 5000
const grouped = new Intl.NumberFormat('en')

const bar = (label: string, size: number): ImportProgress => {
  const format = `${label} [{bar}] {percentage} % | {rows} rows | {eta_formatted} left`
  const shown = new SingleBar({ format, stream: process.stderr, clearOnComplete: true, hideCursor: true, fps: 5 })
  shown.start(size, 0, { rows: 0 })
  return {
    update: (bytesRead, rows) => shown.update(bytesRead, { rows: grouped.format(rows) }),
    stop: () => shown.stop(),
  }
}

/** Where nobody watches a terminal: a line every few seconds. */
const lines = (label: string, size: number): ImportProgress => {
  let last = performance.now()
  return {
    update: (bytesRead, rows) => {
      if (performance.now() - last < lineEvery) return
      last = performance.now()
      process.stderr.write(`${label}: ${Math.floor((100 * bytesRead) / size)} %, ${grouped.format(rows)} rows\n`)
    },
    stop: () => undefined,
  }
}

export const showProgress = (label: string, size: number): ImportProgress =>
  process.stderr.isTTY ? bar(label, size) : lines(label, size)
