import { afterEach, describe, expect, inject, it } from 'vitest'

import { type RunningProgram, startProgram } from './support/running-program.ts'

const users = 200

interface Past {
  readonly source: string
  readonly counts: { readonly assigned: number; readonly heldOut: number; readonly redeemers: number }
}

describe('demo', () => {
  const started: RunningProgram[] = []
  afterEach(async () => {
    for (const program of started.splice(0)) await stop(program)
  })

  const stop = async ({ child, result }: RunningProgram) => {
    child.kill('SIGINT')
    return result
  }

  /** On the server of the tests, where it makes databases of its own. */
  const start = async (...args: string[]) => {
    const ready = /^GraphQL: (\S+)\nKey: (\S+)\n/m
    const program = await startProgram(['demo', '--port', '0', ...args], { DATABASE_URL: inject('serverUrl') }, ready)
    started.push(program)
    const [, address, key] = program.match
    return { ...program, address, key }
  }

  const ask = async ({ address, key }: { readonly address: string; readonly key: string }, query: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ query }) })
    const { data, errors } = (await response.json()) as { data: Record<string, never>; errors?: unknown }
    expect(errors).toBeUndefined()
    return data
  }

  const countUsers = async (program: { readonly address: string; readonly key: string }): Promise<unknown> =>
    (await ask(program, '{ users(first: 1) { totalCount } }')).users

  it('computes a shop, tells what it found, and serves it until told to stop', async () => {
    const program = await start('--users', String(users))
    expect(await countUsers(program)).toEqual({ totalCount: users })
    const { modelRuns } = await ask(program, '{ modelRuns(first: 10) { edges { node { kind status } } } }')
    expect(modelRuns).toEqual({
      edges: expect.arrayContaining([
        { node: { kind: 'CHURN_RISK', status: 'PUBLISHED' } },
        { node: { kind: 'LIFETIME_VALUE', status: 'PUBLISHED' } },
        { node: { kind: 'RECOMMENDATIONS', status: 'PUBLISHED' } },
      ]),
    })
    const { campaign, campaigns } = await ask(
      program,
      '{ campaign(key: "welcome-back") { status counts { assigned heldOut } } campaigns(first: 50, status: FINISHED) { edges { node { source counts { assigned heldOut redeemers } } } } }',
    )
    expect(campaign).toMatchObject({ status: 'RUNNING' })
    const { assigned, heldOut } = (campaign as { counts: { assigned: number; heldOut: number } }).counts
    expect(assigned + heldOut).toBeGreaterThan(0)
    const past = (campaigns as { edges: readonly { node: Past }[] }).edges.map(({ node }) => node)
    expect(past.length).toBeGreaterThan(5)
    expect(past.every(({ source }) => source === 'IMPORTED')).toBe(true)
    expect(
      past.filter(({ counts }) => counts.assigned > 0 && counts.heldOut > 0 && counts.redeemers > 0).length,
    ).toBeGreaterThan(3)
    const page = await (await fetch(program.address, { headers: { accept: 'text/html' } })).text()
    expect(page).toContain(program.key)

    const { status, stdout, stderr } = await stop(program)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^SEGMENTS\n[\s\S]*^ {2}Champions +\d+ /m)
    expect(stdout).toMatch(/^MOST VALUABLE CUSTOMERS AT RISK[\s\S]*^ {2}u-\d+ .* \d+ % +\S/m)
    expect(stdout).toMatch(/^MOST LIKELY TO BUY WITHIN 30 DAYS\n/m)
    expect(stdout).toMatch(/^PORTRAIT OF u-\d+\n[\s\S]*^ {2}churn risk [\s\S]*^ {2}recommended /m)
    expect(stdout).toMatch(/^MODELS\n[\s\S]*CHURN_RISK +PUBLISHED +\S+ +AUC 0\.\d+/m)
    expect(stderr).toMatch(/^✓ Made up a shop: 528 products, 200 users, \d+ events/m)
    expect(stdout + stderr).not.toMatch(/undefined|NaN|null|\[object/)
  })

  it('begins anew, leaves another one that runs alone, and goes on with the last shop when asked to', async () => {
    const [first, second] = [await start('--users', '40'), await start('--users', '60')]
    expect(await countUsers(second)).toEqual({ totalCount: 60 })
    expect(await countUsers(first)).toEqual({ totalCount: 40 })
    await stop(first)
    const third = await start('--keep', '--users', '50')
    expect(await countUsers(third)).toEqual({ totalCount: 40 })
    expect(await countUsers(second)).toEqual({ totalCount: 60 })
  })
})
