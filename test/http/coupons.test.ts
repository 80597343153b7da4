import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { allocateCoupons } from '../../src/campaigns/allocate-coupons.ts'
import type { Campaign } from '../../src/domain/campaign.ts'
import { addCampaign, assignmentsIn, openCampaignShop } from '../support/campaign-shop.ts'
import { startTinyServer, type TinyServer } from './support/tiny-server.ts'

describe('the coupons of a campaign as a stream', () => {
  let server: TinyServer
  let campaign: Campaign
  beforeAll(async () => {
    server = await startTinyServer()
    const { database } = server
    await openCampaignShop(database, 500)
    await database.pool.query(`UPDATE users SET external_id = 'a "quoted", 中文\n' || id WHERE id = 1`)
    await database.pool.query(
      `INSERT INTO consents (user_id, purpose, granted, changed_at) SELECT id, 'EMAIL', TRUE, now() FROM users`,
    )
    campaign = await addCampaign(database, { key: 'spring/1', consents: ['EMAIL'] })
    await allocateCoupons(database, { key: 'spring/1', now: new Date('2126-03-05T12:00:00Z'), timeZone: 'UTC' })
  })
  afterAll(() => server?.close())

  const get = (format: string, key = 'spring/1') =>
    fetch(`${server.url}/campaigns/${encodeURIComponent(key)}/coupons.${format}`, {
      headers: { authorization: `Bearer ${server.token}` },
    })
  const lines = async () => (await (await get('ndjson')).text()).trimEnd().split('\n')

  it('has the code of everybody who was sent one, and nobody who was held out', async () => {
    const response = await get('ndjson')
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const sent = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const treated = (await assignmentsIn(server.database, campaign)).filter(({ arm }) => arm === 'TREATED')
    expect(sent.map(({ code }) => code).sort()).toEqual(treated.map(({ code }) => code).sort())
    const times = { availableAt: '2126-03-05T12:00:00.000Z', expiresAt: '2126-03-19T12:00:00.000Z' }
    for (const line of sent)
      expect(line).toEqual({ ...times, coupon: 'ten', code: line.code, externalId: line.externalId })
    const ofAll = new Set(sent.map(({ externalId }) => externalId))
    expect(ofAll.has('a "quoted", 中文\n1') || ofAll.size < 500).toBe(true)
    expect((await (await get('csv')).text()).split('\n')[0]).toBe('externalId,code,coupon,availableAt,expiresAt')
  })

  it('leaves out who has withdrawn a consent or come onto a suppression list since', async () => {
    const before = (await lines()).length
    const [one, other] = (await assignmentsIn(server.database, campaign)).filter(({ arm }) => arm === 'TREATED')
    const { pool } = server.database
    await pool.query('UPDATE consents SET granted = FALSE WHERE user_id = $1', [one.userId])
    expect(await lines()).toHaveLength(before - 1)
    await pool.query(
      `WITH kept AS (INSERT INTO user_lists (key, name, description, purpose, created_at, updated_at) VALUES ('never', '', '', 'SUPPRESSION', now(), now()) RETURNING id)
      INSERT INTO user_list_entries (external_id, list_id, added_at) SELECT u.external_id, kept.id, now() FROM kept, users u WHERE u.id = $1`,
      [other.userId],
    )
    expect(await lines()).toHaveLength(before - 2)
  })

  it('leaves out what can no longer be redeemed', async () => {
    const before = (await lines()).length
    const { code } = JSON.parse((await lines())[0])
    await server.database.pool.query(`UPDATE coupon_assignments SET expires_at = '2026-03-19' WHERE code = $1`, [code])
    expect(await lines()).toHaveLength(before - 1)
  })

  it('is for those who may read, and of campaigns that are there', async () => {
    expect((await get('ndjson', 'nowhere')).status).toBe(404)
    expect((await get('xml')).status).toBe(404)
    expect((await fetch(`${server.url}/campaigns/spring%2F1/coupons.csv`)).status).toBe(401)
    expect(
      (
        await fetch(`${server.url}/campaigns/%E0%A4%A/coupons.csv`, {
          headers: { authorization: `Bearer ${server.token}` },
        })
      ).status,
    ).toBe(400)
  })
})
