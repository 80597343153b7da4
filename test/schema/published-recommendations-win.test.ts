import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { IncomingEvent } from '../../src/domain/event.ts'
import { startWorkers, type Workers } from '../../src/jobs/worker.ts'
import { readArtefact } from '../../src/store/artefacts.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { eventOf } from '../support/events.ts'
import { type JobShop, openJobShop, recomputed } from '../support/job-shop.ts'
import { quick } from '../support/quick.ts'

const end = Date.parse('2024-12-31T12:00:00Z')

const members = 190
const scouts = 114
const day = 86_400_000

const bought = (userId: string, productId: string, daysAgo: number): IncomingEvent =>
  eventOf({ at: new Date(end - daysAgo * day).toISOString(), userId, productId })

/**
 * Ten clubs of whom each buys its own twelve things, and ten fads that strangers buy first. In the weeks by which recommenders are chosen every member buys a fad; in the weeks by
 * which they are judged, something of the club again. So what was best by the first is not by the second.
 */
const member = (n: number): readonly IncomingEvent[] => {
  const [userId, club] = [`member-${n}`, n % 10]
  const thing = (at: number) => `club-${club}-${String((n * 5 + at * 7) % 12).padStart(2, '0')}`
  return [
    ...[0, 1, 2, 3, 4].map((at) => bought(userId, thing(at), 200 - 25 * at - (n % 20))),
    bought(userId, `fad-${n % 7 === 0 ? n % 10 : (n * 3) % 10}`, 40 - (n % 100) / 10),
    bought(userId, thing(5), 20 - n / 10),
  ]
}

const scout = (n: number): readonly IncomingEvent[] =>
  [0, 1, 2, 3, 4].map((at) => bought(`scout-${n}`, `fad-${(n + 2 * at) % 10}`, 58 - (n % 70) / 10))

const question = `{
  modelRuns(first: 2, kindIn: [RECOMMENDATIONS]) {
    edges { node {
      status version params metrics { name value }
      error { code message comparison { measure candidate popularity published people } }
    } }
  }
  user(externalId: "member-1") { recommendations(first: 3) { edges { node { product { externalId } } } } }
}`

interface Run {
  readonly status: string
  readonly params: { readonly recipe: object; readonly trials: readonly object[]; readonly judged: number }
  readonly metrics: readonly { readonly name: string; readonly value: number }[]
  readonly error: {
    readonly code: string
    readonly message: string
    readonly comparison: Readonly<Record<string, number>>
  }
}

interface Answer {
  readonly modelRuns: { readonly edges: readonly { readonly node: Run }[] }
  readonly user: { readonly recommendations: { readonly edges: readonly object[] } }
}

describe('recommendations that find less than those that are published', () => {
  let shop: JobShop
  let api: TestApi
  let workers: Workers
  let first: Awaited<ReturnType<typeof recomputed>>
  let second: Awaited<ReturnType<typeof recomputed>>
  let before: Answer
  let after: Answer

  const ask = async () => (await api.execute<Answer>(question)).data

  beforeAll(async () => {
    shop = await openJobShop()
    api = openApi(shop.database)
    workers = await startWorkers(shop, quick)
    // Few at first: nobody can be judged, and the stated default, mostly neighbours of what people have, is published.
    await trackEvents(shop.database, [0, 1, 10, 11].flatMap(member), 'UTC')
    first = await recomputed(shop)
    before = await ask()
    const others = Array.from({ length: members }, (_, n) => n).filter((n) => ![0, 1, 10, 11].includes(n))
    await trackEvents(
      shop.database,
      [...others.flatMap(member), ...Array.from({ length: scouts }, (_, n) => scout(n)).flat()],
      'UTC',
    )
    second = await recomputed(shop, { only: ['RECOMMENDATIONS'] })
    after = await ask()
  }, 60_000)
  afterAll(async () => {
    await workers?.close(0)
    await api?.close()
    await shop?.close()
  })

  it('are refused, with the numbers of all three in modelRuns, typed', () => {
    expect(first.RECOMMENDATIONS).toMatchObject({ status: 'PUBLISHED', params: { judged: 0 } })
    const { status, error, metrics, params } = after.modelRuns.edges[0].node
    expect(status).toBe('REFUSED')
    expect(error).toMatchObject({
      code: 'GATE_PUBLISHED_WON',
      comparison: { measure: 'ndcg@20', people: params.judged },
    })
    const { candidate, published, popularity, people } = error.comparison
    console.info(
      `NDCG@20: candidate ${candidate}, published ${published}, popularity ${popularity}, of ${people} people`,
    )
    expect(published).toBeGreaterThan(candidate)
    expect(published).toBeGreaterThan(popularity)
    expect(people).toBeGreaterThan(100)
    expect(error.message).toContain(
      `NDCG@20 ${published.toFixed(4)} against ${candidate.toFixed(4)}, on ${people} people`,
    )
    const named = Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
    expect(named).toMatchObject({
      'ndcg@20': candidate,
      'publishedNdcg@20': published,
      'popularityNdcg@20': popularity,
      heldOutUsers: people,
    })
    expect(params.trials.length).toBeGreaterThan(5)
  })

  it('leave what is published where it is, with its model and its lists', async () => {
    const { rows } = await shop.database.pool.query(`SELECT run_id FROM published_runs WHERE kind = 'RECOMMENDATIONS'`)
    expect(rows).toEqual([{ run_id: first.RECOMMENDATIONS.id }])
    expect(after.user).toEqual(before.user)
    expect(await readArtefact(shop.database, first.RECOMMENDATIONS.id)).not.toBeNull()
    expect(await readArtefact(shop.database, second.RECOMMENDATIONS.id)).toBeNull()
  })
})
