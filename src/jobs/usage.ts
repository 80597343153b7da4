import { setInterval } from 'node:timers'

import type { Metric } from '../domain/model-run.ts'

const interval = 50

/** Measures a job from now until asked: its wall time and the most memory that the process held meanwhile. */
export const watchUsage = () => {
  const started = performance.now()
  let peak = process.memoryUsage.rss()
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, interval)
  timer.unref()
  return {
    metrics: (): readonly Metric[] => [
      { name: 'seconds', value: Math.round(performance.now() - started) / 1000 },
      { name: 'peakMemoryBytes', value: Math.max(peak, process.memoryUsage.rss()) },
    ],
    stop: () => clearInterval(timer),
  }
}
