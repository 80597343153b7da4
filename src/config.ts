import { resolve } from 'node:path'

import { z } from 'zod'
import { type RecommendationBudget, recommendationBudgets } from './domain/recommendation-budget.ts'
import { CodedError } from './errors.ts'
import { isTimeZone } from './intake/time-zone.ts'

export interface Config {
  /** null: embedded PostgreSQL under `dataFolder`. */
  readonly databaseUrl: string | null
  /** null: queues in PostgreSQL. */
  readonly redisUrl: string | null
  readonly dataFolder: string
  readonly host: string
  /** null: not set; 4000 unless the command finds a free one. */
  readonly port: number | null
  /** IANA name; days and hours of a shop are counted in it. */
  readonly timeZone: string
  /** ISO 4217. */
  readonly currency: string
  /** Pepper of the stored key hashes; empty when not set. */
  readonly keySecret: string
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Cron of the scheduled recompute, in the shop's time zone. */
  readonly recomputeCron: string
  /** How much work a recompute puts into the choice of a recommender. */
  readonly recommendationBudget: RecommendationBudget
  /** Whether webhooks may go to addresses of inner networks, and by plain http. */
  readonly webhooksInside: boolean
}

const urlOf = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
    error: `must be an address that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  })

const environment = z.object({
  DATABASE_URL: urlOf('postgres', 'postgresql').optional(),
  REDIS_URL: urlOf('redis', 'rediss').optional(),
  CLIENTELE_DATA: z.string().default('.clientele'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce
    .number('must be a number')
    .int('must be whole')
    .min(0, 'must be 0 to 65535')
    .max(65535, 'must be 0 to 65535')
    .optional(),
  SHOP_TIME_ZONE: z.string().refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin').default('UTC'),
  SHOP_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR')
    .default('EUR'),
  CLIENTELE_KEY_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  RECOMPUTE_CRON: z
    .string()
    .regex(/^\s*\S+(\s+\S+){4,5}\s*$/, 'must be a cron expression of five or six fields')
    .default('0 3 * * *'),
  RECOMMENDATION_BUDGET: z
    .enum(recommendationBudgets, `must be one of ${recommendationBudgets.join(', ')}`)
    .default('standard'),
  WEBHOOKS_INSIDE: z.enum(['true', 'false'], 'must be true or false').default('false'),
})

/** An empty variable is one that is not set. */
const withoutEmpty = (env: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))

/**
 * The only reader of the environment.
 * @throws CodedError INVALID_CONFIGURATION that lists every fault at once
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = environment.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')} ${message}`)
    throw new CodedError('INVALID_CONFIGURATION', `The environment has faults:\n${faults.join('\n')}`)
  }
  const values = parsed.data
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    dataFolder: resolve(values.CLIENTELE_DATA),
    host: values.HOST,
    port: values.PORT ?? null,
    timeZone: values.SHOP_TIME_ZONE,
    currency: values.SHOP_CURRENCY,
    keySecret: values.CLIENTELE_KEY_SECRET ?? '',
    logLevel: values.LOG_LEVEL,
    recomputeCron: values.RECOMPUTE_CRON,
    recommendationBudget: values.RECOMMENDATION_BUDGET,
    webhooksInside: values.WEBHOOKS_INSIDE === 'true',
  }
}
