import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { liveProductId, liveUserId, openLiveShop } from '../support/live-shop.ts'

interface List {
  readonly impressionId: string | null
  readonly edges: readonly {
    readonly node: {
      readonly rank: number
      readonly product: { readonly externalId: string }
      readonly reasons: readonly { readonly __typename: string }[]
    }
  }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
}

const query = `query ($id: ID!, $first: Int, $after: String, $explore: Boolean) {
  user(externalId: $id) { recommendations(first: $first, after: $after, explore: $explore) {
    impressionId edges { node { rank product { externalId } reasons { __typename } } } pageInfo { hasNextPage endCursor }
  } } }`

const track = 'mutation ($events: [EventInput!]!) { trackEvents(events: $events) { accepted } }'
const answer = `mutation ($id: ID!, $answers: [SurveyAnswerInput!]!) {
  answerSurvey(userId: $id, answers: $answers) { __typename } }`

describe('exploration and surveys on live lists', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    await openLiveShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const ask = async (id: string, variables: object = {}): Promise<List> => {
    const { data, errors } = await api.execute<{ user: { recommendations: List } }>(query, {
      id,
      first: 5,
      ...variables,
    })
    expect(errors).toBeUndefined()
    return data.user.recommendations
  }
  const idsOf = ({ edges }: List) => edges.map(({ node }) => node.product.externalId)
  const view = async (userId: string, productId: string) => {
    const events = [{ type: 'VIEW', userId, productId, timestamp: new Date().toISOString() }]
    expect((await api.execute(track, { events })).data).toEqual({ trackEvents: { accepted: 1 } })
  }

  it('try something out in a list that follows what was done a moment ago', async () => {
    const id = liveUserId(2)
    await view(id, liveProductId(3, 1))
    const plain = await ask(id)
    const explored = await ask(id, { explore: true })
    expect(idsOf(explored).slice(0, 4)).toEqual(idsOf(plain).slice(0, 4))
    expect(explored.edges[4].node).toMatchObject({ rank: 5, reasons: [{ __typename: 'TryingOut' }] })
    expect(idsOf(plain).slice(0, 4)).not.toContain(idsOf(explored)[4])
    const next = await ask(id, { after: explored.pageInfo.endCursor })
    expect(idsOf(next)[0]).toBe(idsOf(plain)[4])
    const { rows } = await database.pool.query('SELECT sources, decision FROM impressions WHERE impression_id = $1', [
      explored.impressionId,
    ])
    expect(rows[0].sources[4]).toBe('TRYING_OUT')
    expect(rows[0].decision.candidates.length).toBeGreaterThan(5)
  })

  it('hear what a newcomer answered together with what the newcomer does', async () => {
    const id = 'newcomer'
    await view(id, liveProductId(0, 3))
    const before = await ask(id, { first: 20 })
    const disliked = idsOf(before)[0]
    const answers = [
      { productId: disliked, liked: false },
      { productId: liveProductId(2, 0), liked: true },
    ]
    await api.execute(answer, { id, answers })
    const after = await ask(id, { first: 20 })
    expect(idsOf(after)).not.toContain(disliked)
    expect(idsOf(after)).not.toContain(liveProductId(2, 0))
    const puzzles = (list: List) =>
      idsOf(list)
        .slice(0, 10)
        .filter((product) => product.startsWith('2-')).length
    console.info(`puzzles among the best ten: ${puzzles(before)} before one was liked, ${puzzles(after)} after`)
    expect(puzzles(after)).toBeGreaterThan(puzzles(before))
  })
})
