import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startTinyServer, type TinyServer } from './support/tiny-server.ts'

const computedAt = new Date('2026-01-01T00:00:00Z')

describe('the addresses for machines', () => {
  let queueAnswers = true
  let server: TinyServer
  beforeAll(async () => {
    server = await startTinyServer({
      publishedRuns: async () => ({
        PORTRAITS: { id: 7, asOf: computedAt, computedAt, metrics: [{ name: 'users', value: 3 }] },
        CHURN_RISK: { id: 8, asOf: computedAt, computedAt, metrics: [{ name: 'largestDrift', value: 0.375 }] },
      }),
      pingQueue: async () => {
        if (!queueAnswers) throw new Error('the queue is gone')
      },
    })
  })
  afterAll(() => server.close())

  const withKey = () => ({ headers: { authorization: `Bearer ${server.token}` } })

  it('say to anybody that the process is alive', async () => {
    const response = await fetch(`${server.url}/health`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'alive' }])
  })

  it('say to anybody whether it is ready, and nothing more', async () => {
    const response = await fetch(`${server.url}/ready`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }])
  })

  it('say to a key what readiness consists of', async () => {
    const response = await fetch(`${server.url}/ready`, withKey())
    expect(await response.json()).toEqual({
      status: 'ready',
      database: 'ok',
      queue: 'ok',
      publishedRuns: ['PORTRAITS', 'CHURN_RISK'].map((kind, place) => ({
        kind,
        id: 7 + place,
        asOf: computedAt.toISOString(),
        computedAt: computedAt.toISOString(),
      })),
    })
  })

  it('say 503 when a part does not answer, and which one to a key', async () => {
    queueAnswers = false
    const anybody = await fetch(`${server.url}/ready`)
    const details = await fetch(`${server.url}/ready`, withKey())
    queueAnswers = true
    expect([anybody.status, await anybody.json()]).toEqual([503, { status: 'not ready' }])
    expect(await details.json()).toMatchObject({ database: 'ok', queue: 'the queue is gone' })
  })

  it('refuse details to a wrong key instead of answering as to nobody', async () => {
    const response = await fetch(`${server.url}/ready`, { headers: { authorization: 'Bearer nonsense' } })
    expect(response.status).toBe(401)
  })

  it('give metrics to a key only', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401)
    await server.post({ query: '{ hello }' })
    const response = await fetch(`${server.url}/metrics`, withKey())
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await response.text()
    expect(text).toMatch(/^clientele_http_request_duration_seconds_count\{route="\/graphql",status="200"\} 1$/m)
    expect(text).toMatch(/^clientele_http_request_duration_seconds_count\{route="\/metrics",status="401"\} 1$/m)
    expect(text).toMatch(/^clientele_published_run_age_seconds\{kind="PORTRAITS"\} \d+/m)
    expect(text).toMatch(/^clientele_published_run_drift\{kind="CHURN_RISK"\} 0\.375$/m)
    expect(text).not.toContain('clientele_published_run_drift{kind="PORTRAITS"}')
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m)
    expect(text).toMatch(/^process_cpu_seconds_total [\d.]+/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds [\d.]+/m)
  })

  it('count all unknown addresses as one, so that made-up ones do not fill the memory', async () => {
    await fetch(`${server.url}/a1`)
    await fetch(`${server.url}/a2`)
    const text = await (await fetch(`${server.url}/metrics`, withKey())).text()
    expect(text).toMatch(/_count\{route="other",status="404"\} 2$/m)
    expect(text).not.toContain('a1')
  })
})
