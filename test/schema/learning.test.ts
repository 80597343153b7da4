import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { learnForRun } from '../../src/learning/learn-for-run.ts'
import { createRandom } from '../../src/models/math/random.ts'
import { openDatabase } from '../../src/store/database.ts'
import { keyWith, openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import {
  openTasteShop,
  productOf,
  type TasteShop,
  tasteOfProduct,
  tasteOfUser,
  tasteShopEnd,
} from '../support/taste-shop.ts'

interface Edge {
  readonly cursor: string
  readonly node: {
    readonly product: { readonly externalId: string }
    readonly score: number
    readonly rank: number
    readonly reasons: readonly {
      readonly __typename: string
      readonly weight: number
      readonly text: string
      readonly trait?: string
      readonly value?: string
      readonly because?: { readonly externalId: string }
    }[]
  }
}

interface List {
  readonly impressionId: string | null
  readonly unavailable: string | null
  readonly shelf: { readonly candidates: number; readonly left: number; readonly removedBy: readonly object[] }
  readonly edges: readonly Edge[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const recommendations = `query ($user: ID!, $first: Int, $after: String, $log: Boolean, $explore: Boolean) {
  user(externalId: $user) { recommendations(first: $first, after: $after, log: $log, explore: $explore) {
    impressionId unavailable shelf { candidates left emptiedBy removedBy { filter count } } pageInfo { hasNextPage endCursor }
    edges { cursor node { product { externalId } score rank reasons {
      __typename weight text ... on PopularInGroup { trait value } ... on BoughtTogether { because { externalId } } } } }
  } }
}`

const answer = `mutation ($user: ID!, $answers: [SurveyAnswerInput!]!) {
  answerSurvey(userId: $user, answers: $answers) { __typename ... on SurveyAnswered { answerCount user { externalId } } ... on Error { code } }
}`

const tastesOf = (list: List): readonly number[] =>
  list.edges.map(({ node }) => tasteOfProduct(node.product.externalId))

describe('newcomers and what is tried out', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: TasteShop

  const addUser = (name: string, traits: object = {}) =>
    database.pool.query('INSERT INTO users (external_id, created_at, traits) VALUES ($1, now(), $2)', [name, traits])

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openTasteShop(database)
    const random = createRandom(5)
    const users = [...shop.userIds].map(([name, id]) => {
      const taste = tasteOfUser(shop, Number(name.split('-')[1]))
      const club = random.uniform() < 0.8 ? taste : random.integer(shop.size.tastes)
      return { id, traits: { letter: 'abcd'[random.integer(4)], club: `club-${club}`, number: name } }
    })
    await database.pool.query(
      'UPDATE users u SET traits = t.traits FROM unnest($1::bigint[], $2::jsonb[]) AS t(id, traits) WHERE t.id = u.id',
      [users.map(({ id }) => id), users.map(({ traits }) => JSON.stringify(traits))],
    )
    await database.pool.query(`UPDATE products SET created_at = now() - interval '2 years'`)
    await database.pool.query(
      `INSERT INTO products (external_id, name, category, price) VALUES ('taste-3-new', 'New', 'all > 3', 10)`,
    )
    await learnForRun(database, { runId: shop.runId, asOf: tasteShopEnd })
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const ask = async (user: string, variables: object = {}): Promise<List> => {
    const { data, errors } = await api.execute<{ user: { recommendations: List } }>(recommendations, {
      user,
      ...variables,
    })
    expect(errors).toBeUndefined()
    return data.user.recommendations
  }

  const questionsFor = async (user: string, first = 5): Promise<readonly string[]> => {
    const text = `query ($user: ID!, $first: Int) { user(externalId: $user) { nextSurveyItems(first: $first) { externalId } } }`
    const { data, errors } = await api.execute<{ user: { nextSurveyItems: readonly { externalId: string }[] } }>(text, {
      user,
      first,
    })
    expect(errors).toBeUndefined()
    return data.user.nextSurveyItems.map(({ externalId }) => externalId)
  }

  const say = async (user: string, answers: readonly (readonly [string, boolean])[]) => {
    const given = answers.map(([productId, liked]) => ({ productId, liked }))
    const { data, errors } = await api.execute<{
      answerSurvey: { __typename: string; answerCount: number; code: string }
    }>(answer, { user, answers: given })
    expect(errors).toBeUndefined()
    return data.answerSurvey
  }

  it('know which trait tells what people buy', async () => {
    const { rows } = await database.pool.query<{ trait: string; information: number; groups: number }>(
      'SELECT trait, max(information) AS information, count(*) AS groups FROM group_popularity GROUP BY trait ORDER BY 2 DESC',
    )
    console.info(rows)
    expect(rows.map(({ trait }) => trait)).toEqual(['club', 'letter'])
    expect(rows[0].information).toBeGreaterThan(0.3)
    expect(rows[1].information).toBeLessThan(0.1)
    expect(rows[0].groups).toBe(6)
  })

  it('give a newcomer what people of their group buy, and say so', async () => {
    await addUser('joiner', { letter: 'b', club: 'club-4' })
    const list = await ask('joiner', { first: 8 })
    console.info(`tastes recommended to a newcomer of club 4: ${tastesOf(list).join(' ')}`)
    expect(tastesOf(list).filter((taste) => taste === 4).length).toBeGreaterThanOrEqual(7)
    const [reason] = list.edges[0].node.reasons
    expect(reason).toMatchObject({ __typename: 'PopularInGroup', trait: 'club', value: 'club-4', weight: 1 })
    const all = await ask('joiner', { first: 500 })
    expect(all.shelf).toMatchObject({ left: all.shelf.candidates, removedBy: [] })
    const pages: Edge[] = []
    let after: string | null = null
    do {
      const page: List = await ask('joiner', { first: 7, after })
      pages.push(...page.edges)
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    expect(pages.map(({ node }) => node.product.externalId)).toEqual(
      all.edges.map(({ node }) => node.product.externalId),
    )
  })

  it('leave those alone of whom traits tell nothing', async () => {
    await addUser('stranger', { letter: 'c', club: 'unheard of' })
    const list = await ask('stranger', { first: 6 })
    expect(list.edges.map(({ node }) => node.product.externalId)).toEqual(
      Array.from({ length: 6 }, (_, taste) => productOf(taste, 0)),
    )
  })

  it('use the answers of a survey on the next request: the liked speaks, the disliked and its like go', async () => {
    await addUser('shy')
    const questions = await questionsFor('shy', 6)
    expect(new Set(questions.map(tasteOfProduct)).size).toBe(6)
    const said = await say(
      'shy',
      questions.map((product) => [product, tasteOfProduct(product) === 2] as const),
    )
    expect(said).toMatchObject({ __typename: 'SurveyAnswered', answerCount: 6 })
    const list = await ask('shy', { first: 7 })
    console.info(`after six answers that like taste 2: ${tastesOf(list).join(' ')}`)
    expect(tastesOf(list).every((taste) => taste === 2)).toBe(true)
    expect(list.unavailable).toBeNull()
    expect(list.shelf).toMatchObject({ emptiedBy: null, removedBy: [{ filter: 'excludeSeen', count: 6 }] })
    expect(list.shelf.left).toBe(list.shelf.candidates - 6)
    const shown = (await ask('shy', { first: 500 })).edges.map(({ node }) => node.product.externalId)
    for (const question of questions) expect(shown).not.toContain(question)
    const liked = questions.find((product) => tasteOfProduct(product) === 2)
    const reasons = list.edges[0].node.reasons
    expect(reasons.find(({ because }) => because?.externalId === liked)).toBeDefined()
    expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6)
    const next = await questionsFor('shy')
    for (const question of next) expect(questions).not.toContain(question)
  })

  it('take the latest answer about a product, and end a walk that began before it', async () => {
    await addUser('fickle')
    await say('fickle', [[productOf(1, 0), true]])
    const before = await ask('fickle', { first: 3 })
    expect(tastesOf(before)[0]).toBe(1)
    expect(await say('fickle', [[productOf(1, 0), false]])).toMatchObject({ answerCount: 1 })
    const after = await ask('fickle', { first: 7 })
    expect(tastesOf(after)).not.toContain(1)
    const walked = await api.execute(recommendations, { user: 'fickle', first: 3, after: before.pageInfo.endCursor })
    expect(walked.errors?.[0].extensions.code).toBe('CURSOR_EXPIRED')
  })

  it('refuse answers about nothing, of nobody, and too many', async () => {
    expect(await say('shy', [['nothing', true]])).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await say('nobody', [[productOf(0, 0), true]])).toMatchObject({ code: 'NOT_FOUND' })
    expect(await say('shy', [])).toMatchObject({ code: 'BAD_USER_INPUT' })
    const twice = [productOf(0, 0), productOf(0, 0)].map((product) => [product, true] as const)
    expect(await say('shy', twice)).toMatchObject({ code: 'BAD_USER_INPUT' })
    const variables = { user: 'shy', answers: [{ productId: productOf(0, 0), liked: true }] }
    expect((await api.execute(answer, variables, keyWith('read'))).errors?.[0].extensions.code).toBe('FORBIDDEN')
    expect((await api.execute(answer, variables, keyWith('track'))).errors?.[0].extensions.code).toBe('FORBIDDEN')
    expect((await api.execute(answer, variables, keyWith('track', 'read'))).errors).toBeUndefined()
  })

  it('log a list that was shown once for each showing, and nothing unless asked', async () => {
    expect((await ask('user-9', { first: 3 })).impressionId).toBeNull()
    for (const way of [{ log: true }, { explore: true }]) {
      const { errors } = await api.execute(recommendations, { user: 'user-9', ...way }, keyWith('read'))
      expect(errors?.[0].extensions.code).toBe('FORBIDDEN')
    }
    const { rows: none } = await database.pool.query('SELECT FROM impressions')
    expect(none).toEqual([])
    const both = await api.execute(recommendations, { user: 'user-9', first: 1, log: true }, keyWith('read', 'track'))
    expect(both.errors).toBeUndefined()
    const one = await ask('user-9', { first: 3, log: true })
    const two = await ask('user-9', { first: 3, log: true })
    expect(one.impressionId).not.toBe(two.impressionId)
    const { rows } = await database.pool.query('SELECT * FROM impressions WHERE impression_id = $1', [one.impressionId])
    expect(rows).toMatchObject([
      {
        user_id: shop.userIds.get('user-9'),
        run_id: shop.runId,
        product_ids: one.edges.map(({ node }) => shop.productIds.get(node.product.externalId)),
        positions: [1, 2, 3],
        sources: ['SIMILAR_USERS', 'SIMILAR_USERS', 'SIMILAR_USERS'],
        propensities: [1, 1, 1],
        decision: null,
      },
    ])
  })

  it('try something out in the last place, with a probability that is logged', async () => {
    const plain = await ask('user-3', { first: 3 })
    const list = await ask('user-3', { first: 3, explore: true })
    expect(list.edges).toHaveLength(3)
    expect(list.edges.slice(0, 2).map(({ node }) => node.product)).toEqual(
      plain.edges.slice(0, 2).map(({ node }) => node.product),
    )
    const tried = list.edges[2].node
    expect(tried.reasons).toMatchObject([{ __typename: 'TryingOut', weight: 1 }])
    expect(tried.rank).toBe(3)
    const { rows } = await database.pool.query<{
      sources: string[]
      propensities: number[]
      decision: { candidates: number[]; features: number[][]; probabilities: number[]; chosen: number }
    }>('SELECT sources, propensities, decision FROM impressions WHERE impression_id = $1', [list.impressionId])
    const [{ sources, propensities, decision }] = rows
    expect(sources[2]).toBe('TRYING_OUT')
    expect(decision.probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9)
    expect(propensities).toEqual([1, 1, decision.probabilities[decision.chosen]])
    expect(decision.features.every((row) => row.length === 6 && row.every((value) => value >= 0 && value <= 1))).toBe(
      true,
    )
    const next = await ask('user-3', { first: 1, after: list.pageInfo.endCursor })
    expect(next.edges[0].node.product).toEqual(plain.edges[2].node.product)
    for (const bad of [{ first: 1 }, { first: 101 }, { first: 3, after: plain.pageInfo.endCursor }]) {
      const { errors } = await api.execute(recommendations, { user: 'user-3', explore: true, ...bad })
      expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
    }
  })

  it('learn from what is clicked, and say what other policies would have earned', async () => {
    const random = createRandom(17)
    const day = 86_400_000
    const events: object[] = []
    // Everybody clicks what is new, whatever else, and hardly anything else.
    const { rows: fresh } = await database.pool.query<{ id: number }>(
      `SELECT id FROM products WHERE external_id = 'taste-3-new'`,
    )
    for (let n = 0; n < 150; n++) {
      const user = `user-${n}`
      const { impressionId, edges } = await ask(user, { first: 3, explore: true })
      const product = edges[2].node.product.externalId
      if (product === 'taste-3-new' ? random.uniform() < 0.9 : random.uniform() < 0.1) {
        events.push({
          type: 'VIEW',
          userId: user,
          productId: product,
          timestamp: new Date().toISOString(),
          impressionId,
        })
      }
    }
    const track = 'mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted } }'
    expect((await api.execute(track, { events })).data).toEqual({ trackEvents: { accepted: events.length } })
    const text =
      '{ explorationEstimates { policy decisions caveat ips { value low high effectiveDecisions } doublyRobust { value low high } snips { value } } }'
    interface Estimate {
      readonly policy: string
      readonly caveat: string | null
      readonly ips: { readonly effectiveDecisions: number }
      readonly decisions: number
      readonly doublyRobust: { readonly value: number; readonly low: number; readonly high: number }
    }
    const estimatesNow = async () =>
      (await api.execute<{ explorationEstimates: readonly Estimate[] }>(text)).data.explorationEstimates
    const asOf = new Date(Date.now() + 2 * day)
    const learned = await learnForRun(database, { runId: shop.runId, asOf })
    expect(learned.decisions).toBeGreaterThanOrEqual(150)
    const { rows } = await database.pool.query<{ model: { posterior: { mean: number[]; count: number } } }>(
      'SELECT model FROM explorations WHERE run_id = $1',
      [shop.runId],
    )
    const { mean, count } = rows[0].model.posterior
    expect(count).toBe(learned.decisions)
    console.info(`weights learned: ${mean.map((weight) => weight.toFixed(2)).join(' ')}; newcomer ${fresh[0].id}`)
    // Another process has read nothing yet: it knows the new weights.
    const other = openTestApiOf(database)
    try {
      const { data } = await other.execute<{ explorationEstimates: readonly Estimate[] }>(text)
      console.info(JSON.stringify(data.explorationEstimates))
      // A policy that the log says little of is told with a caveat.
      for (const { caveat, ips } of data.explorationEstimates) {
        expect(caveat === null).toBe(ips.effectiveDecisions >= 50)
        if (caveat !== null) expect(caveat).toMatch(/worth only about \d+ of this policy's own/)
      }
      const value = (policy: string) => data.explorationEstimates.find((one) => one.policy === policy) as Estimate
      expect(value('GREEDY').doublyRobust.value).toBeGreaterThan(value('UNIFORM').doublyRobust.value + 0.1)
      expect(value('UNIFORM').decisions).toBe(learned.decisions)
    } finally {
      await other.close()
    }
    expect(await estimatesNow()).toHaveLength(3)
    const performance = '{ recommendationPerformance { source impressions clicks } }'
    interface Row {
      readonly source: string
      readonly impressions: number
      readonly clicks: number
    }
    const { data } = await api.execute<{ recommendationPerformance: readonly Row[] }>(performance)
    const tried = data.recommendationPerformance.find(({ source }) => source === 'TRYING_OUT') as Row
    expect(tried.clicks).toBe(events.length)
  })
})

/** An API over its own connections to the same database. */
const openTestApiOf = ({ url }: TestDatabase): TestApi => {
  const database = openDatabase({ url })
  const api = openApi(database)
  return { ...api, close: () => api.close().then(database.close) }
}
