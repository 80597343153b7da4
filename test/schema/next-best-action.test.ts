import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { stateCount } from '../../src/features/customer-state.ts'
import { encodeId } from '../../src/resolvers/global-id.ts'
import { markTraining, refuseRun, startRuns } from '../../src/store/model-runs.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { exampleLearning } from '../support/example-actions.ts'
import { externalIdOf, openShop, type Shop } from '../support/shop.ts'

let database: TestDatabase
let api: TestApi
let shop: Shop
let operations: string
let transactions = 0

beforeAll(async () => {
  operations = await readFile(join(import.meta.dirname, '../../examples/operations/next-actions.graphql'), 'utf8')
  database = await openTestDatabase()
  shop = await openShop(database)
  const { transaction } = database
  const counted: typeof transaction = (work) => {
    transactions++
    return transaction(work)
  }
  api = openApi({ ...database, transaction: counted })
  await order(externalIdOf(2), 900, 915)
})

afterAll(async () => {
  await api?.close()
  await database?.drop()
})

interface Answer {
  readonly user: { readonly nextBestAction: { readonly state: object } }
  readonly actionPolicy: {
    readonly states: readonly { readonly state: { readonly lifecycle: string | null }; readonly action: string }[]
    readonly judgements: readonly { readonly policy: string }[]
  }
}

const ask = async (operation: 'NextBestAction' | 'ActionPolicy', variables: object = {}) => {
  const document = operations.match(new RegExp(`query ${operation}\\b[\\s\\S]*?\\n}`))![0]
  const { data, errors } = await api.execute<Answer>(document, variables)
  expect(errors).toBeUndefined()
  return data as Answer
}

/** Orders of a user, so many days ago. */
const order = (name: string, ...daysAgo: readonly number[]) =>
  database.pool.query(
    `INSERT INTO orders (user_id, order_key, ordered_at, lines, quantity, amount, returned_quantity, returned_amount)
    SELECT u.id, 'extra-' || d, now() - d * interval '1 day', 1, 1, 40, 0, 0 FROM users u CROSS JOIN unnest($2::int[]) AS d WHERE u.external_id = $1`,
    [name, daysAgo],
  )

const actionOf = async (externalId: string) => (await ask('NextBestAction', { externalId })).user.nextBestAction

describe('the next best action', () => {
  it('of who has been silent for long is the coupon that is known to bring them back, and what it adds', async () => {
    expect(await actionOf(externalIdOf(2))).toEqual({
      action: 'PERCENT',
      text: 'Send a coupon of per cent: with customers who stand here it brought €15.00 of margin from then on, and nothing sent brought €10.00.',
      isDefault: false,
      gain: 5,
      state: { lifecycle: 'DORMANT', recency: 'LONGER', coupon: 'NONE' },
      actions: [
        { action: 'NONE', value: 10, visits: 100 },
        { action: 'PERCENT', value: 15, visits: 100 },
      ],
    })
  })

  it('of who bought lately is nothing, and that is known, not a default', async () => {
    await order(externalIdOf(3), 3, 20, 37)
    expect(await actionOf(externalIdOf(3))).toMatchObject({
      action: 'NONE',
      isDefault: false,
      text: expect.stringContaining('nothing that was tried'),
      gain: 0,
      state: { recency: 'UNDER_14_DAYS', coupon: 'NONE' },
    })
  })

  it('says why in Chinese, too', async () => {
    const { data } = await api.execute<{ user: { nextBestAction: { text: string } } }>(
      `{ user(externalId: "${externalIdOf(2)}") { nextBestAction { text(language: ZH) } } }`,
    )
    expect(data?.user.nextBestAction.text).toBe('发折扣券：处于该状态的顾客发券后带来的毛利为 €15.00，不发为 €10.00。')
  })

  it('in a state of which too little was seen is nothing, by default', async () => {
    const { id } = (await database.pool.query(`SELECT run_id AS id FROM published_runs WHERE kind = 'NEXT_ACTION'`))
      .rows[0]
    const seen = 'UPDATE action_values SET visits = $2 WHERE run_id = $1 AND action = 1'
    await database.pool.query(seen, [id, 3])
    const next = await actionOf(externalIdOf(2))
    await database.pool.query(seen, [id, 100])
    expect(next).toMatchObject({
      ...{ action: 'NONE', isDefault: true, gain: null, text: expect.stringContaining('too little was tried') },
      actions: [{ action: 'NONE' }, { action: 'PERCENT', visits: 3 }],
    })
  })

  it('of who never ordered goes by that', async () => {
    const newcomer = await actionOf(externalIdOf(shop.userIds.length))
    expect(newcomer.state).toEqual({ lifecycle: null, recency: 'UNDER_14_DAYS', coupon: 'NONE' })
  })

  it('of a page of users is read together', async () => {
    const before = transactions
    const { data } = await api.execute<{ users: { edges: unknown[] } }>(
      '{ users(first: 6) { edges { node { nextBestAction { action } } } } }',
    )
    expect(data?.users.edges).toHaveLength(6)
    expect(transactions - before).toBe(1)
  })
})

describe('the policy of next best actions', () => {
  it('tells what it does in each state, and how it was judged', async () => {
    const { actionPolicy } = await ask('ActionPolicy')
    expect(actionPolicy).toMatchObject({
      __typename: 'ActionPolicy',
      policy: 'Q_LEARNING',
      decisionCount: 4000,
      customerCount: 1500,
      modelRun: { status: 'PUBLISHED' },
    })
    expect(actionPolicy.states).toHaveLength(stateCount)
    for (const { state, action } of actionPolicy.states)
      expect(action).toBe(state.lifecycle === 'DORMANT' ? 'PERCENT' : 'NONE')
    const judged = Object.fromEntries(actionPolicy.judgements.map((one) => [one.policy, one]))
    expect(judged.Q_LEARNING).toMatchObject({
      isBetter: true,
      overNone: { value: 3, low: 2, high: 4 },
      estimates: [{ method: 'DOUBLY_ROBUST', value: 14, low: 13, high: 15 }],
      shares: [
        { action: 'NONE', share: 0.75 },
        { action: 'PERCENT', share: 0.25 },
      ],
    })
    expect(judged.LOGGED).toMatchObject({ isBetter: false, overLogged: null, overNone: null })
  })

  it('of a run that was kept out tells why, and how it was judged', async () => {
    const [{ id }] = await startRuns(database, {
      flowId: 'kept-out',
      kinds: ['NEXT_ACTION'],
      asOf: new Date(0),
      seed: 1,
    })
    await markTraining(database, id)
    await refuseRun(database, id, { code: 'GATE_NONE_WON', message: 'No.' }, { artefact: { ...exampleLearning } })
    const { actionPolicy } = await ask('ActionPolicy', { modelRun: encodeId('ModelRun', id) })
    expect(actionPolicy).toMatchObject({ __typename: 'ActionPolicy', states: [], modelRun: { status: 'REFUSED' } })
    expect(actionPolicy.judgements).toHaveLength(5)
  })

  it.each([
    ['what is no run', () => 'nonsense', 'NOT_FOUND'],
    ['a run of another kind', () => encodeId('ModelRun', shop.runIds.PORTRAITS), 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, modelRun, code) => {
    expect((await ask('ActionPolicy', { modelRun: modelRun() })).actionPolicy).toMatchObject({ code })
  })

  it('of a run that learned nothing says so', async () => {
    const [{ id }] = await startRuns(database, { flowId: 'empty', kinds: ['NEXT_ACTION'], asOf: new Date(0), seed: 1 })
    const { actionPolicy } = await ask('ActionPolicy', { modelRun: encodeId('ModelRun', id) })
    expect(actionPolicy).toMatchObject({ code: 'RUN_NOT_READABLE' })
  })
})

describe('without a published policy', () => {
  beforeAll(() => database.pool.query(`DELETE FROM published_runs WHERE kind = 'NEXT_ACTION'`))

  it('the next best action is nothing, by default, whatever the state', async () => {
    expect(await actionOf(externalIdOf(2))).toMatchObject({
      action: 'NONE',
      text: 'Nothing is sent: no policy is known to bring more than sending nothing.',
      isDefault: true,
      gain: null,
      state: { lifecycle: 'DORMANT' },
      actions: [],
    })
  })

  it('the policy is what is missing', async () => {
    expect((await ask('ActionPolicy')).actionPolicy).toMatchObject({ __typename: 'InsufficientData', have: 0, need: 1 })
  })

  it('and before anything was learned there is no state to tell', async () => {
    await database.pool.query(`UPDATE model_runs SET artefact = NULL WHERE kind = 'NEXT_ACTION'`)
    expect(await actionOf(externalIdOf(2))).toMatchObject({ action: 'NONE', isDefault: true, state: null })
  })
})
