import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openApi, type TestApi } from '../support/api.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { openShop } from '../support/shop.ts'

describe('recompute', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await openTestDatabase()
    api = openApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const recompute = (args = '') =>
    `mutation { recompute${args} { __typename ... on RecomputeStarted { runIds jobId } ... on Error { code } } }`

  it('answers that there is nothing to compute from', async () => {
    const { data } = await api.execute(recompute())
    expect(data).toEqual({ recompute: { __typename: 'ConflictError', code: 'NOTHING_TO_COMPUTE' } })
    expect((await api.execute(recompute('(only: [])'))).data).toEqual({
      recompute: { __typename: 'InvalidInputError', code: 'BAD_USER_INPUT' },
    })
  })

  it('tells those who follow it how it goes, and only of the one they follow', async () => {
    await openShop(database, { publish: false })
    const start = async () => {
      const { data } = await api.execute<{ recompute: { jobId: string } }>(recompute('(only: [PORTRAITS])'))
      return data.recompute.jobId
    }
    const [followed, other] = [await start(), await start()]
    const document = 'subscription ($id: ID) { recomputeProgress(jobId: $id) { jobId step fraction message } }'
    const response = await api.fetch(document, { id: followed })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const news = { step: 'portraits', fraction: 0.5, message: 'half' }
    let told = false
    const telling = (async () => {
      while (!told) {
        for (const jobId of [other, followed]) await api.queues.report({ ...news, jobId })
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })()
    let text = ''
    while (!text.includes('half')) text += new TextDecoder().decode((await reader.read()).value)
    told = true
    await telling
    expect(text).toContain(JSON.stringify({ data: { recomputeProgress: { jobId: followed, ...news } } }))
    expect(text).not.toContain(other)
    await reader.cancel()
  })
})
