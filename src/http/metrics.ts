import type { ServerResponse } from 'node:http'

import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

import type { PublishedRuns } from '../domain/model-run.ts'

export interface Metrics {
  /** Call it when a request begins; it counts when the response is done. */
  readonly watch: (route: string, response: ServerResponse) => void
  readonly text: () => Promise<string>
  readonly contentType: string
}

export interface MetricsOptions {
  readonly publishedRuns: () => Promise<PublishedRuns>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const addRunAges = (registry: Registry, { publishedRuns, now }: MetricsOptions) =>
  new Gauge({
    name: 'clientele_published_run_age_seconds',
    help: 'Time since the published run of each kind was computed.',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const [kind, run] of Object.entries(await publishedRuns())) {
        this.set({ kind }, (now() - run.computedAt.getTime()) / 1000)
      }
    },
  })

/** As runs of predictions measure it: the largest population stability index of their scores and features. */
const driftMetric = 'largestDrift'

const addDrifts = (registry: Registry, { publishedRuns }: MetricsOptions) =>
  new Gauge({
    name: 'clientele_published_run_drift',
    help: 'Largest population stability index of what a published run foretells and foretells from, against the run before it; .25 and more is major.',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const [kind, { metrics }] of Object.entries(await publishedRuns())) {
        const drift = metrics.find(({ name }) => name === driftMetric)
        if (drift) this.set({ kind }, drift.value)
      }
    },
  })

/** Counts per route and status, latencies, and what prom-client knows of the process (memory, CPU, event loop lag). */
export const createMetrics = (options: MetricsOptions): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  addRunAges(registry, options)
  addDrifts(registry, options)
  const durations = new Histogram({
    name: 'clientele_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its response.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    watch: (route, response) => {
      const start = performance.now()
      response.once('close', () =>
        durations.observe({ route, status: response.statusCode }, (performance.now() - start) / 1000),
      )
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
