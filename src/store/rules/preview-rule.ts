import type { PoolClient } from 'pg'

import type { SegmentRule } from '../../domain/segment-rule.ts'
import type { ConsentPurpose, User } from '../../domain/user.ts'
import { CodedError } from '../../errors.ts'
import { abortable } from '../abortable.ts'
import { latestEventTime } from '../activity.ts'
import type { Database } from '../database.ts'
import { hasSuppressionLists } from '../lists/not-suppressed.ts'
import { createTurns } from '../turns.ts'
import { userColumns } from '../users.ts'
import { readRuleRuns } from './build-inputs.ts'
import { type CompiledRule, compileRule } from './compile-rule.ts'
import { type LastCondition, lastConditions } from './last-conditions.ts'
import { countsOf, mostCounted } from './rule-counts.ts'
import { readRuleNames } from './rule-segments.ts'

export interface PreviewedClause {
  readonly path: string
  readonly rule: SegmentRule
  /** Of those whom the clauses before it, in the groups where all must hold, have kept: whom this one keeps. */
  readonly userCount: number
  /** Whom it would keep alone. */
  readonly alone: number
}

export interface RulePreview {
  readonly userCount: number
  /** All users. */
  readonly total: number
  readonly asOf: Date
  readonly clauses: readonly PreviewedClause[]
  /** What is asked of everybody after the rule: of those whom all before it have kept, whom it keeps. Suppression only where there is a list for it. */
  readonly last: readonly PreviewedLast[]
}

interface PreviewedLast {
  readonly path: string
  readonly consent: ConsentPurpose | null
  readonly userCount: number
  readonly alone: number
}

export interface PreviewLimits {
  /** Milliseconds after which the question is given up. */
  readonly timeoutMs: number
  /** The planner's estimate above which it is not even asked. */
  readonly mostCost: number
}

export interface PreviewRequest {
  readonly rule: SegmentRule
  readonly consents: readonly ConsentPurpose[]
  /** The clock: nothing later is seen. */
  readonly now: Date
}

interface Asked {
  readonly compiled: CompiledRule
  readonly asOf: Date
  readonly last: readonly LastCondition[]
}

const ask = async (client: PoolClient, { rule, consents, now }: PreviewRequest): Promise<Asked> => {
  const asOf = (await latestEventTime(client, now)) ?? now
  const setting = { now: asOf, runs: await readRuleRuns(client), names: await readRuleNames(client), users: null }
  const compiled = compileRule(rule, setting)
  const suppresses = await hasSuppressionLists(client)
  const last = lastConditions(consents, compiled.values).filter(({ consent }) => consent !== null || suppresses)
  return { compiled, asOf, last }
}

/** @throws CodedError QUERY_TOO_COMPLEX before a question is asked that would take too long */
const requireAffordable = async (
  client: PoolClient,
  text: string,
  values: readonly unknown[],
  most: number,
): Promise<void> => {
  const { rows } = await client.query<{
    'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Total Cost': number } }]
  }>(`EXPLAIN (FORMAT JSON) ${text}`, [...values])
  const cost = rows[0]['QUERY PLAN'][0].Plan['Total Cost']
  if (cost <= most) return
  throw new CodedError(
    'QUERY_TOO_COMPLEX',
    `This rule would read too much for a preview (estimated cost ${Math.round(cost)}, at most ${most}): give its events a window such as within "P90D", or save the segment, which is computed in the background.`,
  )
}

const isTimeout = (error: unknown): boolean => (error as { code?: string }).code === '57014'

/** A preview may keep a connection busy for seconds: of a server's ten, these are theirs. */
const turns = createTurns({ most: 3, waitMs: 30_000 })

const tooMany = () =>
  new CodedError(
    'QUERY_TOO_COMPLEX',
    'There are too many previews at once: try again in a moment, or save the segment, which is computed in the background.',
  )

/** One statement in a read-only transaction that ends in time, or when the caller goes away. */
const inTime = <Result>(
  database: Database,
  { timeoutMs, mostCost }: PreviewLimits,
  signal: AbortSignal,
  work: (
    client: PoolClient,
    read: <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>,
  ) => Promise<Result>,
): Promise<Result> =>
  turns
    .take(
      signal,
      () =>
        abortable(database, signal, async (client) => {
          await client.query('SET TRANSACTION READ ONLY')
          await client.query(`SET LOCAL statement_timeout = ${Math.trunc(timeoutMs)}`)
          return work(client, async (text, values) => {
            await requireAffordable(client, text, values, mostCost)
            return (await client.query(text, [...values])).rows
          })
        }),
      tooMany,
    )
    .catch((error) => {
      signal.throwIfAborted()
      if (!isTimeout(error)) throw error
      throw new CodedError(
        'QUERY_TOO_COMPLEX',
        `The preview was given up after ${timeoutMs / 1000} seconds: give the rule's events a window such as within "P90D", or save the segment, which is computed in the background.`,
      )
    })

/** How many a rule finds, and how many each of its clauses keeps: the same conditions that saved segments are built by. */
export const previewRule = (
  database: Database,
  request: PreviewRequest,
  limits: PreviewLimits,
  signal: AbortSignal,
): Promise<RulePreview> =>
  inTime(database, limits, signal, async (client, read) => {
    const { compiled, asOf, last } = await ask(client, request)
    const [counts] = await read<Record<string, number>>(countsOf(compiled, last), compiled.values.values)
    const clauses = compiled.nodes
      .slice(0, mostCounted)
      .map(({ path, rule }, at) => ({ path, rule, userCount: counts[`kept${at}`], alone: counts[`alone${at}`] }))
    const lasts = last.map(({ path, consent }, at) => ({
      path,
      consent,
      userCount: counts[`last_kept${at}`],
      alone: counts[`last_alone${at}`],
    }))
    return { userCount: counts.members, total: counts.total, asOf, clauses, last: lasts }
  })

/** Some of those whom a rule finds: whoever their ids' hashes put first, so that the same rule shows the same. */
export const sampleRule = (
  database: Database,
  request: PreviewRequest,
  size: number,
  limits: PreviewLimits,
  signal: AbortSignal,
): Promise<readonly User[]> =>
  inTime(database, limits, signal, async (client, read) => {
    const { compiled, last } = await ask(client, request)
    const { head, from, condition, values } = compiled
    return read<User>(
      `${head()} SELECT ${userColumns} FROM ${from} WHERE ${[condition, ...last.map((each) => each.condition)].join(' AND ')}
      ORDER BY hashint8(u.id), u.id LIMIT ${values.add(size, 'int')}`,
      values.values,
    )
  })
