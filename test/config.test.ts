import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readConfig } from '../src/config.ts'
import { CodedError } from '../src/errors.ts'

const faultsOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(CodedError)
    expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION' })
    return (error as Error).message
  }
  throw new Error('no fault was found')
}

const root = join(import.meta.dirname, '..')

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      databaseUrl: null,
      redisUrl: null,
      dataFolder: resolve('.clientele'),
      host: '127.0.0.1',
      port: null,
      timeZone: 'UTC',
      currency: 'EUR',
      keySecret: '',
      logLevel: 'info',
      recomputeCron: '0 3 * * *',
      recommendationBudget: 'standard',
      webhooksInside: false,
    })
  })

  it('takes every variable', () => {
    const config = readConfig({
      DATABASE_URL: 'postgresql://a:b@db/clientele',
      REDIS_URL: 'rediss://cache',
      CLIENTELE_DATA: '/srv/clientele',
      HOST: '0.0.0.0',
      PORT: '0',
      SHOP_TIME_ZONE: 'Asia/Shanghai',
      SHOP_CURRENCY: 'CNY',
      CLIENTELE_KEY_SECRET: 'sixteen or more!',
      LOG_LEVEL: 'debug',
      RECOMPUTE_CRON: '30 2 * * 1-5',
      RECOMMENDATION_BUDGET: 'thorough',
      WEBHOOKS_INSIDE: 'true',
    })
    expect(config).toEqual({
      databaseUrl: 'postgresql://a:b@db/clientele',
      redisUrl: 'rediss://cache',
      dataFolder: '/srv/clientele',
      host: '0.0.0.0',
      port: 0,
      timeZone: 'Asia/Shanghai',
      currency: 'CNY',
      keySecret: 'sixteen or more!',
      logLevel: 'debug',
      recomputeCron: '30 2 * * 1-5',
      recommendationBudget: 'thorough',
      webhooksInside: true,
    })
  })

  it('reports all faults at once, each with its variable and what it should be', () => {
    const message = faultsOf({
      DATABASE_URL: 'mysql://db',
      REDIS_URL: 'localhost:6379',
      PORT: '70000',
      SHOP_TIME_ZONE: 'Berlin',
      SHOP_CURRENCY: 'euro',
      CLIENTELE_KEY_SECRET: 'short',
      LOG_LEVEL: 'loud',
      RECOMPUTE_CRON: 'daily',
    })
    expect(message.split('\n')).toEqual([
      'The environment has faults:',
      expect.stringMatching(/^ {2}DATABASE_URL must be an address that starts with postgres:\/\/ or postgresql:\/\/$/),
      expect.stringMatching(/^ {2}REDIS_URL must be an address/),
      expect.stringMatching(/^ {2}PORT must be 0 to 65535$/),
      expect.stringMatching(/^ {2}SHOP_TIME_ZONE must be an IANA time zone/),
      expect.stringMatching(/^ {2}SHOP_CURRENCY must be three capital letters/),
      expect.stringMatching(/^ {2}CLIENTELE_KEY_SECRET must have at least 16 characters$/),
      expect.stringMatching(/^ {2}LOG_LEVEL .*"info"/),
      expect.stringMatching(/^ {2}RECOMPUTE_CRON must be a cron expression/),
    ])
  })

  it.each(['x', '40.5', '-1', '4000 4001'])('takes no port %s', (port) => {
    expect(faultsOf({ PORT: port })).toMatch(/PORT must/)
  })

  it('does not repeat what a variable holds: it may be a password', () => {
    expect(faultsOf({ DATABASE_URL: 'mysql://root:hunter2@db', CLIENTELE_KEY_SECRET: 'hunter2' })).not.toContain(
      'hunter2',
    )
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ', SHOP_CURRENCY: '' })).toEqual(readConfig({}))
  })

  it('reads exactly the variables that .env.example documents', () => {
    const read = [...readFileSync(join(root, 'src/config.ts'), 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)]
    const documented = [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^# ([A-Z][A-Z_]+)=/gm)]
    const names = (matches: RegExpExecArray[]) => matches.map(([, name]) => name).sort()
    expect(names(documented)).toEqual(names(read))
  })
})
