import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { encodeId } from '../../src/resolvers/global-id.ts'
import { completeRun, markTraining, refuseRun, startRuns } from '../../src/store/model-runs.ts'
import { pruneRuns } from '../../src/store/prune-runs.ts'
import { publishRuns } from '../../src/store/publish-runs.ts'
import { purchaseRows } from '../../src/store/write-predictions.ts'
import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { reportOf } from '../support/example-report.ts'
import { readOperations } from '../support/operations.ts'
import { externalIdOf, openShop, publishNumbers, type Shop } from '../support/shop.ts'

const documents = await readOperations('predictions.graphql')
const asOf = '2024-06-02T00:00:00.000Z'

interface Answered<Part> {
  readonly user: Part
}

describe('predictions', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop
  let statements: string[] = []

  beforeAll(async () => {
    database = await openTestDatabase({ onStatement: (name) => statements.push(name) })
    shop = await openShop(database)
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })
  beforeEach(() => {
    statements = []
  })

  const run = async <Data = Record<string, unknown>>(text: string, variables: object = {}): Promise<Data> => {
    const { data, errors } = await api.execute<Data>(documents.get(text) ?? text, variables)
    expect(errors).toBeUndefined()
    return data
  }
  const runId = (kind: keyof Shop['runIds'], runs = shop.runIds) => encodeId('ModelRun', runs[kind])

  it('are calibrated, reasoned and dated, each with what would change it', async () => {
    const { user } = await run<Answered<{ predictions: Record<string, object> }>>('Predictions', {
      externalId: externalIdOf(3),
      product: 'p-lamp',
    })
    const third = 1 / 3
    expect(user.predictions.quarter).toMatchObject({
      __typename: 'PurchasePrediction',
      withinDays: 90,
      probability: third,
      reasons: [
        {
          feature: 'baseline',
          value: 0.5,
          weight: 0,
          text: 'A typical person buys within 90 days with a probability of 50 %.',
          chinese: '本店典型用户在 90 天内购买的概率为 50 %。',
        },
        {
          feature: 'daysSinceLastOrder',
          value: 30,
          level: null,
          contribution: Math.log(third / (1 - third)),
          weight: 1,
          text: 'Last bought 30 days ago, which makes an order less likely.',
          chinese: '上次购买在 30 天前，使购买可能性降低。',
        },
      ],
      counterfactual: {
        lever: 'COUPON',
        text: 'With a coupon in the next 14 days: 0.33 to 0.67.',
        before: third,
        probability: 2 / 3,
      },
    })
    expect(user.predictions.month).toMatchObject({ withinDays: 30, probability: third ** 3 })
    expect(user.predictions.week).toMatchObject({ withinDays: 7 })
    expect(user.predictions.nextOrder).toMatchObject({
      __typename: 'NextOrder',
      date: '2024-06-05T00:00:00.000Z',
      earliest: '2024-06-03T12:00:00.000Z',
      latest: '2024-06-08T00:00:00.000Z',
      probabilityOfNone: third,
      spend: { value: 20, low: 10, high: 40 },
      quantity: { value: 3 },
      modelRun: { id: runId('NEXT_ORDER'), version: 1, asOf },
    })
    expect(user.predictions.nextCategory).toMatchObject({
      category: 'toys',
      probability: 0.75,
      categories: [{ category: 'toys' }, { category: 'other', probability: 0.25 }],
    })
    expect(user.predictions.expectedSpend).toMatchObject({ value: 30, low: 15, high: 60, horizonDays: 90 })
    expect(user.predictions.expectedQuantity).toMatchObject({ value: 3, horizonDays: 90 })
    expect(user.predictions.browseIntensity).toMatchObject({ value: 3, horizonDays: 30 })
    expect(user).toMatchObject({
      churnRisk: {
        probability: third,
        counterfactual: { text: 'With an order in the next 14 days: 0.33 to 0.17.' },
        mainReason: null,
        reliability: { people: 60, expected: 0.25, actual: 0.2, low: 0.12, high: 0.32 },
      },
    })
    const rated = await run<Answered<{ predictions: object }>>('Predictions', {
      externalId: externalIdOf(1),
      product: 'p-lamp',
    })
    expect(rated.user.predictions).toMatchObject({
      rating: { product: { name: 'Lamp' }, value: 4, ratingsOfUser: 4, ratingsOfProduct: 8 },
    })
  })

  it('say no date where half do not come within 90 days', async () => {
    const { user } = await run<Answered<object>>('Predictions', { externalId: externalIdOf(6), product: 'p-lamp' })
    expect(user).toMatchObject({
      predictions: { nextOrder: { date: null, earliest: '2024-08-21T00:00:00.000Z', latest: null } },
    })
  })

  it('say what is missing of somebody who only looked, and of somebody who came since', async () => {
    const noOrders = { __typename: 'InsufficientData', what: 'orders of this user', have: 0, need: 1 }
    const looked = await run('Predictions', { externalId: externalIdOf(7), product: 'p-mug' })
    expect(looked).toMatchObject({
      user: {
        churnRisk: noOrders,
        predictions: {
          quarter: { __typename: 'PurchasePrediction', probability: 7 / 9 },
          nextOrder: noOrders,
          nextCategory: noOrders,
          expectedSpend: noOrders,
          rating: { __typename: 'InsufficientData', what: 'ratings of this user or of this product' },
        },
      },
    })
    expect(await run('Predictions', { externalId: externalIdOf(8), product: 'p-lamp' })).toMatchObject({
      user: {
        predictions: {
          week: { what: 'days on which this user was known before the run', have: 0, need: 1 },
          nextOrder: noOrders,
          rating: { __typename: 'PredictedRating', value: 3, ratingsOfUser: 0, ratingsOfProduct: 8 },
        },
      },
    })
  })

  it('answer wrong arguments with what is wrong, and the rest of the user all the same', async () => {
    const text = `query ($id: ID!, $run: ID!, $other: ID!) { user(externalId: $id) {
      externalId
      future: churnRisk(asOf: "2999-01-01") { ...Unavailable }
      before: churnRisk(asOf: "2020-01-01") { ...Unavailable }
      both: churnRisk(asOf: "2024-07-01", modelRun: $run) { ...Unavailable }
      nonsense: lifetimeValue(modelRun: "nonsense") { ...Unavailable }
      unknown: lifetimeValue(modelRun: $other) { ...Unavailable }
      kind: lifetimeValue(modelRun: $run) { ...Unavailable }
      predictions { fortnight: purchase(withinDays: 14) { ...Unavailable } rating(productId: "p-lamb") { ...Unavailable } }
      sisters: predictions(modelRun: $run) { purchase(withinDays: 30) { ...Unavailable } }
    } }
    fragment Unavailable on Error { __typename code message }`
    const { user } = await run<Answered<Record<string, object>>>(text, {
      id: externalIdOf(2),
      run: runId('CHURN_RISK'),
      other: encodeId('ModelRun', 9999),
    })
    expect(user).toMatchObject({
      externalId: 'user-002',
      future: {
        __typename: 'PredictionUnavailable',
        code: 'BAD_USER_INPUT',
        message: '"asOf" lies in the future: 2999-01-01T00:00:00.000Z.',
      },
      before: {
        code: 'NOT_COMPUTED',
        message: `There was no run of kind CHURN_RISK by 2020-01-01T00:00:00.000Z. The earliest is as of ${asOf}.`,
      },
      both: { code: 'BAD_USER_INPUT' },
      nonsense: { code: 'NOT_FOUND' },
      unknown: { code: 'NOT_FOUND' },
      kind: {
        code: 'BAD_USER_INPUT',
        message: '"modelRun" is a run of kind CHURN_RISK; this needs one of kind LIFETIME_VALUE.',
      },
      predictions: {
        fortnight: { code: 'BAD_USER_INPUT', message: '"withinDays" must be 7, 30 or 90; it is 14.' },
        rating: { code: 'NOT_FOUND', message: 'There is no product "p-lamb". Did you mean "p-lamp"?' },
      },
      sisters: {
        purchase: {
          code: 'BAD_USER_INPUT',
          message: '"modelRun" is a run of kind CHURN_RISK; this needs one of kind PURCHASE or NEXT_ORDER or RATING.',
        },
      },
    })
  })

  it('are listed for charts, with what the models know of themselves', async () => {
    expect(await run('Spread')).toEqual({
      scoreDistribution: {
        __typename: 'ScoreDistribution',
        people: 8,
        bins: [
          { from: 0, to: 0.5, share: 0.625 },
          { from: 0.5, to: 1, share: 0.375 },
        ],
      },
    })
    const spread = (target: string) =>
      run(`{ scoreDistribution(target: ${target}) { ... on InsufficientData { what } } }`)
    expect(await spread('PURCHASE_90')).toEqual({
      scoreDistribution: { what: 'models that foretell PURCHASE_90 in this run' },
    })
    interface Models {
      readonly modelRuns: {
        readonly edges: readonly { readonly node: { readonly kind: string; readonly models: object[] } }[]
      }
    }
    const { modelRuns } = await run<Models>('Models')
    const nodeOf = (kind: string) => modelRuns.edges.find(({ node }) => node.kind === kind)?.node
    expect(nodeOf('RATING')).toMatchObject({ models: [], data: null, driftLevel: null })
    expect(nodeOf('PURCHASE')).toMatchObject({
      status: 'PUBLISHED',
      driftLevel: 'MAJOR',
      data: { judgedAt: '2024-03-04T00:00:00.000Z', judgedRows: 100, scoredRows: 8 },
      models: [
        {
          target: 'PURCHASE_7',
          family: 'logistic-regression',
          calibration: 'ISOTONIC',
          metrics: [{ name: 'auc', value: 0.8 }, { name: 'brier' }, { name: 'logLoss' }],
          baseline: {
            family: 'recency',
            margin: { measure: 'logLoss', difference: 0.15, low: 0.13, high: 0.16999999999999998 },
          },
          champion: { family: 'gradient-boosted-trees' },
          championKept: false,
          reliability: [{ people: 60, actual: 0.2 }, { people: 40 }],
          importances: [{ feature: 'daysSinceLastOrder', importance: 0.75 }, {}],
          segments: [{ by: 'tenure', value: 'under 90 days', people: 30, expected: 0.4, actual: 0.6 }],
          drift: [
            { feature: null, level: 'NONE' },
            { feature: 'views30', stabilityIndex: 0.3, level: 'MAJOR' },
          ],
        },
        { target: 'PURCHASE_30' },
      ],
    })
    expect(modelRuns.edges.map(({ node }) => node.kind)).not.toContain('PORTRAITS')
  })

  it('of a refused run say who won, and are not read by anybody', async () => {
    const [started] = await startRuns(database, {
      flowId: crypto.randomUUID(),
      kinds: ['PURCHASE'],
      asOf: new Date(asOf),
      seed: 1,
    })
    await markTraining(database, started.id)
    const comparison = { measure: 'auc', candidate: 0.55, popularity: 0.6, published: 0.8, people: 100 }
    const error = { code: 'GATE_POPULARITY_WON', message: 'The recency of the last order tells as much.', comparison }
    await refuseRun(database, started.id, error, { report: reportOf('PURCHASE_7') })
    const text = `{ modelRuns(kindIn: [PURCHASE], statusIn: [REFUSED]) { edges { node {
      status error { code message comparison { candidate popularity } } models { target baseline { margin { low } } }
    } } } }`
    expect(await run(text)).toEqual({
      modelRuns: {
        edges: [
          {
            node: {
              status: 'REFUSED',
              error: {
                code: 'GATE_POPULARITY_WON',
                message: error.message,
                comparison: { candidate: 0.55, popularity: 0.6 },
              },
              models: [{ target: 'PURCHASE_7', baseline: { margin: { low: 0.13 } } }],
            },
          },
        ],
      },
    })
    const asked = `query ($run: ID!) { user(externalId: "user-001") { predictions(modelRun: $run) { purchase(withinDays: 7) { ... on Error { code message } } } } }`
    expect(await run(asked, { run: encodeId('ModelRun', started.id) })).toMatchObject({
      user: {
        predictions: {
          purchase: {
            code: 'RUN_NOT_READABLE',
            message: 'Run 2 of kind PURCHASE was refused, and only its numbers are kept.',
          },
        },
      },
    })
  })

  it('cost one statement each for a page of people, whichever run they come from', async () => {
    const page = (args: string) => `{ users { edges { node { predictions${args} {
      a: purchase(withinDays: 7) { __typename } b: purchase(withinDays: 90) { __typename ... on PurchasePrediction { reliability { people } } }
      nextOrder { __typename } nextCategory { __typename } expectedSpend { __typename }
      lamp: rating(productId: "p-lamp") { __typename } mug: rating(productId: "p-mug") { __typename }
    } } } } }`
    await run(page(''))
    expect([...statements].sort()).toEqual([
      'next_orders_of_run',
      'prediction_reports',
      'products_by_external_id',
      'published_runs',
      'purchase_predictions_of_run',
      'ratings_of_run',
    ])
    statements = []
    await run(page('(asOf: "2024-07-01")'))
    expect([...statements].sort()).toEqual([
      'kept_runs',
      'model_runs_by_id',
      'next_orders_of_run',
      'prediction_reports',
      'products_by_external_id',
      'purchase_predictions_of_run',
      'ratings_of_run',
      'runs_at',
    ])
  })

  it('are found again as of when they were published, through publications, roll-backs and pruning', async () => {
    const own = await openTestDatabase()
    const ownApi = openApi(own)
    try {
      const earlier = await openShop(own)
      const clock = async (): Promise<string> => {
        await new Promise((done) => setTimeout(done, 5))
        const { rows } = await own.pool.query<{ now: Date }>('SELECT now()')
        await new Promise((done) => setTimeout(done, 5))
        return rows[0].now.toISOString()
      }
      const afterFirst = await clock()
      const later = await publishNumbers(own, earlier)
      const afterSecond = await clock()
      const promote = 'mutation ($id: ID!) { promoteModelRun(id: $id) { ... on ModelRun { kind status version } } }'
      expect(await ownApi.execute(promote, { id: runId('PURCHASE', earlier.runIds) })).toEqual({
        data: { promoteModelRun: { kind: 'PURCHASE', status: 'PUBLISHED', version: 1 } },
      })
      const afterRollback = await clock()
      const text = `query ($asOf: DateTime, $run: ID) { user(externalId: "user-001") { predictions(asOf: $asOf, modelRun: $run) {
        purchase(withinDays: 90) { __typename ... on PurchasePrediction { modelRun { id status } } ... on Error { code message } }
        nextOrder { __typename ... on NextOrder { modelRun { id } } ... on Error { code message } }
      } } }`
      const seen = async (variables: object) => {
        const { data, errors } = await ownApi.execute<Answered<{ predictions: Record<string, object> }>>(
          text,
          variables,
        )
        expect(errors).toBeUndefined()
        return data.user.predictions
      }
      const ofRun = (kind: 'PURCHASE' | 'NEXT_ORDER', runs: Shop['runIds']) => ({ modelRun: { id: runId(kind, runs) } })
      const first = { purchase: ofRun('PURCHASE', earlier.runIds), nextOrder: ofRun('NEXT_ORDER', earlier.runIds) }
      const second = { purchase: ofRun('PURCHASE', later), nextOrder: ofRun('NEXT_ORDER', later) }
      expect(await seen({ asOf: afterFirst })).toMatchObject(first)
      expect(await seen({ asOf: afterSecond })).toMatchObject(second)
      expect(await seen({ asOf: afterRollback })).toMatchObject({ ...first, nextOrder: second.nextOrder })
      expect(await seen({})).toMatchObject({ ...first, nextOrder: second.nextOrder })
      // A run stands for its recompute.
      expect(await seen({ run: runId('PURCHASE', later) })).toMatchObject(second)
      expect(await seen({ run: runId('RATING', earlier.runIds) })).toMatchObject(first)
      // In the time before anything was published: by what a run knew.
      expect(await seen({ asOf: '2024-06-03T00:00:00Z' })).toMatchObject(second)
      await pruneRuns(own, 1)
      const gone = { __typename: 'PredictionUnavailable', code: 'RUN_NOT_READABLE' }
      expect(await seen({ asOf: afterFirst })).toMatchObject({ purchase: first.purchase, nextOrder: gone })
      expect(await seen({ run: runId('NEXT_ORDER', earlier.runIds) })).toMatchObject({
        nextOrder: {
          ...gone,
          message: 'Run 1 of kind NEXT_ORDER is no longer kept with its rows: only the newest few of a kind are.',
        },
      })
    } finally {
      await ownApi.close()
      await own.drop()
    }
  })

  it('say of a window whose model was refused why', async () => {
    const own = await openTestDatabase()
    const ownApi = openApi(own)
    try {
      const { userIds } = await openShop(own, { publish: false })
      const flowId = crypto.randomUUID()
      const [started] = await startRuns(own, { flowId, kinds: ['PURCHASE'], asOf: new Date(asOf), seed: 1 })
      await markTraining(own, started.id)
      const refusal = { code: 'GATE_BASELINE_WON', message: 'No better than the base rate.' }
      const report = reportOf('PURCHASE_7', 'PURCHASE_30')
      const models = report.models.map((model) => (model.target === 'PURCHASE_7' ? { ...model, refusal } : model))
      const prediction = {
        userId: userIds[0],
        withinDays: 30,
        probability: 0.5,
        reasons: [],
        counterfactual: null,
      } as const
      async function* predictions() {
        yield prediction
      }
      const outcome = () => ({ params: {}, metrics: [], artefact: null, report: { ...report, models } })
      await completeRun(own, started.id, [purchaseRows(predictions())], {
        outcome,
        signal: new AbortController().signal,
      })
      await publishRuns(own, flowId)
      const window = (days: number) =>
        `d${days}: purchase(withinDays: ${days}) { __typename ... on Error { code message } ... on InsufficientData { what } }`
      const text = `{ user(externalId: "user-001") { predictions { ${[7, 30, 90].map(window).join(' ')} } } }`
      expect((await ownApi.execute(text)).data).toEqual({
        user: {
          predictions: {
            d7: { __typename: 'PredictionUnavailable', ...refusal },
            d30: { __typename: 'PurchasePrediction' },
            d90: { __typename: 'InsufficientData', what: 'outcomes to learn PURCHASE_90 from' },
          },
        },
      })
    } finally {
      await ownApi.close()
      await own.drop()
    }
  })

  it('of candidates are not shown before they are published', async () => {
    const [started] = await startRuns(database, {
      flowId: crypto.randomUUID(),
      kinds: ['CHURN_RISK'],
      asOf: new Date(asOf),
      seed: 1,
    })
    await markTraining(database, started.id)
    const outcome = () => ({ params: {}, metrics: [], artefact: null })
    await completeRun(database, started.id, [], { outcome, signal: new AbortController().signal })
    const text =
      'query ($run: ID!) { user(externalId: "user-001") { churnRisk(modelRun: $run) { ... on Error { message } } } }'
    expect(await run(text, { run: encodeId('ModelRun', started.id) })).toEqual({
      user: { churnRisk: { message: 'Run 2 of kind CHURN_RISK is about to be published.' } },
    })
  })

  it('answer every operation of the guide', async () => {
    const guide = await readFile(join(import.meta.dirname, '../../docs/guides/predictions.md'), 'utf8')
    const operations = [...guide.matchAll(/```graphql\n(.*?)```/gs)].map(([, text]) => text)
    expect(operations).toHaveLength(5)
    for (const text of operations) {
      const data = await run(text.replaceAll('u-1042', externalIdOf(3)).replaceAll('p-77', 'p-lamp'))
      expect(JSON.stringify(data)).not.toMatch(/"have"|"code":"(BAD|NOT|RUN)_/)
    }
  })

  it('answer what was said at an earlier time', async () => {
    expect(await run('Earlier', { externalId: externalIdOf(3), asOf: '2024-06-10T00:00:00Z' })).toMatchObject({
      user: {
        churnRisk: { probability: 1 / 3, modelRun: { id: runId('CHURN_RISK'), version: 1, asOf } },
        lifetimeValue: { predicted: 300, low: 30, high: 900 },
      },
    })
  })
})

describe('who is likely to buy, and who to stay away', () => {
  let database: TestDatabase
  let api: TestApi
  let shop: Shop
  const users = 12

  beforeAll(async () => {
    database = await openTestDatabase()
    shop = await openShop(database, { users })
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  interface Page {
    readonly totalCount: number
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
    readonly edges: readonly { readonly node: { readonly externalId: string } }[]
  }
  const page = async (variables: object): Promise<Page> => {
    const text = documents.get('LikelyToBuy') as string
    const { data, errors } = await api.execute<{ usersLikelyToBuy: Page }>(text, { withinDays: 90, ...variables })
    expect(errors).toBeUndefined()
    return data.usersLikelyToBuy
  }
  const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.externalId)
  const likeliest = (...numbers: readonly number[]) => numbers.map(externalIdOf)

  it('are listed likeliest first, counted exactly, and stay with their run while others are published', async () => {
    const first = await page({ first: 5 })
    expect(first).toMatchObject({ totalCount: 11, pageInfo: { hasNextPage: true } })
    expect(idsOf(first)).toEqual(likeliest(11, 10, 9, 8, 7))
    expect(first.edges[0]).toMatchObject({ node: { predictions: { purchase: { probability: 11 / 13 } } } })
    await publishNumbers(database, shop)
    const second = await page({ first: 5, after: first.pageInfo.endCursor })
    const third = await page({ first: 5, after: second.pageInfo.endCursor })
    expect([...idsOf(second), ...idsOf(third)]).toEqual(likeliest(6, 5, 4, 3, 2, 1))
    expect(third.pageInfo.hasNextPage).toBe(false)
  })

  it('are filtered by probability, window, segment, profile and trait, and counted so', async () => {
    expect(await page({ minProbability: 0.5 })).toMatchObject({ totalCount: 5 })
    expect(await page({ withinDays: 7, minProbability: 0.5 })).toMatchObject({ totalCount: 0, edges: [] })
    const odd = await page({ filter: { inSegment: 'odd' } })
    expect(odd.totalCount).toBe(6)
    expect(idsOf(odd)).toEqual(likeliest(11, 9, 7, 5, 3, 1))
    const few = await page({ filter: { orderCount: { lte: 4 }, traits: [{ name: 'city', eq: 'Berlin' }] } })
    expect(few.totalCount).toBe(3)
    expect(idsOf(few)).toEqual(likeliest(11, 3, 1))
    const text = `{ usersAtRisk(minProbability: 0.3, filter: { inSegment: "even" }) { totalCount edges { node { externalId } } } }`
    expect((await api.execute(text)).data).toEqual({
      usersAtRisk: {
        totalCount: 4,
        edges: likeliest(10, 8, 6, 4).map((externalId) => ({ node: { externalId } })),
      },
    })
  })

  it('refuse windows that are not offered and cursors of another list', async () => {
    const list = (args: string) => api.execute(`{ usersLikelyToBuy(${args}) { edges { cursor } } }`)
    expect((await list('withinDays: 14')).errors?.[0]).toMatchObject({
      message: '"withinDays" must be 7, 30 or 90; it is 14.',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect((await list('withinDays: 7, minProbability: 1.5')).errors?.[0].extensions.code).toBe('BAD_USER_INPUT')
    const { pageInfo } = await page({ first: 2 })
    const other = await list(`withinDays: 30, after: "${pageInfo.endCursor}"`)
    expect(other.errors?.[0].extensions.code).toBe('CURSOR_INVALID')
  })

  it('read the last page from the index as the first', async () => {
    const plan = async (after: string) => {
      const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT u.id, b.probability FROM purchase_predictions b JOIN users u ON u.id = b.user_id
        WHERE b.run_id = $1 AND b.within_days = 30 AND b.probability >= 0 ${after}
        ORDER BY b.probability DESC, b.user_id DESC LIMIT 21`,
        [shop.runIds.PURCHASE],
      )
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    await database.pool.query('SET enable_seqscan = off; SET enable_sort = off')
    for (const after of ['', 'AND (b.probability, b.user_id) < (0.001, 1)'])
      expect(await plan(after)).toMatch(/Index (Only )?Scan Backward using purchase_predictions_\d+_run_id_within_days/)
  })
})

describe('before anything is published', () => {
  it('says what is missing, everywhere', async () => {
    const database = await openTestDatabase()
    const api = openApi(database)
    try {
      await openShop(database, { publish: false })
      const variables = { externalId: externalIdOf(1), product: 'p-lamp', withinDays: 30, asOf: '2024-06-10' }
      const none = (kind: string) => ({ what: `published runs of kind ${kind}`, have: 0, need: 1 })
      const asked = await api.execute(documents.get('Predictions') as string, variables)
      expect(asked).toMatchObject({
        data: {
          user: {
            predictions: { week: none('PURCHASE'), nextOrder: none('NEXT_ORDER'), rating: none('RATING') },
          },
        },
      })
      const [refused] = await startRuns(database, { flowId: 'f', kinds: ['RATING'], asOf: new Date(asOf), seed: 1 })
      await markTraining(database, refused.id)
      await refuseRun(database, refused.id, { code: 'GATE_POPULARITY_WON', message: 'No better than the mean.' })
      const again = await api.execute(documents.get('Predictions') as string, variables)
      const why = 'published runs of kind RATING (the last was refused: No better than the mean.)'
      expect(again).toMatchObject({ data: { user: { predictions: { rating: { what: why, have: 0, need: 1 } } } } })
      expect((await api.execute(documents.get('LikelyToBuy') as string, variables)).data).toMatchObject({
        usersLikelyToBuy: { totalCount: 0, edges: [] },
      })
      expect((await api.execute(documents.get('Spread') as string)).data).toMatchObject({
        scoreDistribution: none('PURCHASE'),
      })
      expect((await api.execute(documents.get('Earlier') as string, variables)).data).toMatchObject({
        user: { churnRisk: { code: 'NOT_COMPUTED', message: expect.stringContaining('None was ever published.') } },
      })
    } finally {
      await api.close()
      await database.drop()
    }
  })
})
