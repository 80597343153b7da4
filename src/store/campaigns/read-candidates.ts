import pg, { type ClientBase } from 'pg'

import type { Campaign } from '../../domain/campaign.ts'
import type { CouponKind } from '../../domain/coupon.ts'
import type { RunKind } from '../../domain/model-run.ts'
import { type UpliftOffer, upliftClasses } from '../../domain/uplift.ts'
import type { ConsentPurpose } from '../../domain/user.ts'
import { notSuppressed } from '../lists/not-suppressed.ts'
import { readColumns } from '../read-numbers.ts'
import { readMayReceive } from './comparison-people.ts'

const { escapeLiteral: literal } = pg

/** Why members of the segment are no candidates, in the order in which they are looked at. */
export const bars = ['SUPPRESSED', 'NO_CONSENT', 'FREQUENCY_CAP'] as const
export type Bar = (typeof bars)[number]

/** Members of a campaign's segment who are not in the campaign yet, column by column, by user id. */
export interface CandidateColumns {
  readonly userIds: Float64Array
  /** 0: nothing bars a coupon; otherwise 1 + place in `bars`. */
  readonly barred: Uint8Array
  /** 0..1, of the campaign's seed and the user's own id: the same whenever it is asked. */
  readonly holdout: Float64Array
  readonly order: Float64Array
  readonly draw: Float64Array
  /** What their order usually comes to; NaN: unknown. */
  readonly orderValue: Float64Array
  readonly churn: Float64Array
  readonly value: Float64Array
  /** By kind of the campaign's coupons: what is published of what such a coupon does; none where nothing is. */
  readonly offers: ReadonlyMap<CouponKind, OfferColumns>
}

/** What the published effects of a kind of coupon were learned from. */
export interface LearnedFrom {
  /** ANY: nothing was measured of this kind alone. */
  readonly offer: UpliftOffer
  /** The part of a usual order that those coupons took off; null: not known. */
  readonly discountShare: number | null
}

/** Purchase probabilities without and with a coupon (NaN: unknown), and the place of the class in `upliftClasses` (-1: unknown). */
export interface OfferColumns {
  readonly learnedFrom: LearnedFrom
  readonly without: Float64Array
  readonly with: Float64Array
  readonly upliftClass: Int8Array
}

export interface CandidateQuery {
  readonly campaign: Pick<Campaign, 'id' | 'seed' | 'frequencyCap' | 'coupons'>
  readonly segmentId: number
  /** Of the campaign and of its segment. */
  readonly consents: readonly ConsentPurpose[]
  readonly now: Date
}

/** Eight hexadecimal digits of a hash as a number from 0 up to 1. */
const part = (from: number): string => `(('x' || substr(h.digest, ${from}, 8))::bit(32)::bigint::float8 / 4294967296)`

type Runs = ReadonlyMap<string, number>

/** By number, not by a subquery: so the planner looks at one partition. No run has the number 0. */
const runOf = (runs: Runs, kind: RunKind): number => Math.trunc(runs.get(kind) ?? 0)

const readPublished = async (client: ClientBase): Promise<Runs> => {
  const { rows } = await client.query<{ kind: string; id: number }>(
    'SELECT kind::text, run_id AS id FROM published_runs',
  )
  return new Map(rows.map(({ kind, id }) => [kind, id]))
}

const membersOf = (segmentId: number, runs: Runs): string =>
  `SELECT user_id FROM memberships WHERE segment_id = ${segmentId}
  UNION ALL SELECT user_id FROM segment_members WHERE segment_id = ${segmentId} AND run_id = ${runOf(runs, 'SEGMENTS')}`

const withholds = (consents: readonly ConsentPurpose[]): string =>
  consents.length === 0
    ? 'FALSE'
    : consents
        .map(
          (purpose) =>
            `NOT EXISTS (SELECT FROM consents g WHERE g.user_id = u.id AND g.purpose = ${literal(purpose)} AND g.granted)`,
        )
        .join(' OR ')

const cappedBy = ({ campaign: { frequencyCap }, now }: CandidateQuery): string => {
  if (frequencyCap === null) return 'FALSE'
  const since = `${literal(now.toISOString())}::timestamptz - interval '${Math.trunc(frequencyCap.days)} days'`
  return `coalesce((SELECT count(*) FROM coupon_assignments f WHERE f.user_id = u.id AND f.arm = 'TREATED' AND f.assigned_at > ${since}), 0)
    >= ${Math.trunc(frequencyCap.campaigns)}`
}

/** Scores of one kind of coupon, and of any kind where there are none of it. */
const offerOf = (kind: CouponKind, run: number) => {
  const [own, any] = [`own_${kind}`, `any_${kind}`]
  const join = (alias: string, offer: string) =>
    `LEFT JOIN uplift_scores ${alias} ON ${alias}.user_id = u.id AND ${alias}.run_id = ${run} AND ${alias}.offer = '${offer}'`
  const either = (column: string) => `coalesce(${own}.${column}, ${any}.${column})`
  const classes = upliftClasses.map((name) => `'${name}'`).join(', ')
  return {
    joins: `${join(own, kind)} ${join(any, 'ANY')}`,
    columns: [
      either('probability_without'),
      either('probability_with'),
      `(coalesce(array_position(ARRAY[${classes}], ${either('class')}), 0) - 1)::float8`,
    ],
  }
}

const kindsOf = (query: CandidateQuery, runs: Runs): readonly CouponKind[] =>
  runs.has('UPLIFT') ? [...new Set(query.campaign.coupons.map(({ kind }) => kind))] : []

const queryOf = (query: CandidateQuery, runs: Runs, mayReceive: string): string => {
  const offers = kindsOf(query, runs).map((kind) => offerOf(kind, Math.trunc(runs.get('UPLIFT') ?? 0)))
  return `
  SELECT ${[
    'u.id::float8',
    `(CASE WHEN NOT ${notSuppressed()} THEN 1 WHEN ${withholds(query.consents)} THEN 2 WHEN ${cappedBy(query)} THEN 3 ELSE 0 END)::float8`,
    ...[part(1), part(9), part(17)],
    ...['p.average_order_value', 'c.probability', 'v.predicted'],
    ...offers.flatMap(({ columns }) => columns),
  ].join(', ')}
  FROM (${membersOf(Math.trunc(query.segmentId), runs)}) AS m JOIN users u ON u.id = m.user_id
  CROSS JOIN LATERAL (SELECT md5('campaign:' || ${literal(query.campaign.seed)} || ':' || u.external_id) AS digest OFFSET 0) h
  LEFT JOIN user_profiles p ON p.user_id = u.id AND p.run_id = ${runOf(runs, 'PORTRAITS')}
  LEFT JOIN churn_scores c ON c.user_id = u.id AND c.run_id = ${runOf(runs, 'CHURN_RISK')}
  LEFT JOIN lifetime_values v ON v.user_id = u.id AND v.run_id = ${runOf(runs, 'LIFETIME_VALUE')}
  ${offers.map(({ joins }) => joins).join(' ')}
  WHERE NOT EXISTS (SELECT FROM coupon_assignments a WHERE a.user_id = u.id AND a.campaign_id = ${Math.trunc(query.campaign.id)})
    AND ${mayReceive}
  ORDER BY u.id`
}

const number = Float64Array
const fixedColumns = [number, Uint8Array, number, number, number, number, number, number] as const

const readLearnedFrom = async (client: ClientBase, runs: Runs) => {
  const { rows } = await client.query<{ lessons: readonly (LearnedFrom & { readonly passes: boolean })[] | null }>(
    `SELECT artefact -> 'lessons' AS lessons FROM model_runs WHERE id = $1`,
    [runOf(runs, 'UPLIFT')],
  )
  const told = new Map((rows[0]?.lessons ?? []).filter(({ passes }) => passes).map((lesson) => [lesson.offer, lesson]))
  return (kind: CouponKind): LearnedFrom => {
    const { offer, discountShare } = told.get(kind) ?? told.get('ANY') ?? { offer: 'ANY', discountShare: null }
    return { offer, discountShare: discountShare ?? null }
  }
}

/** All of them in one pass, in whatever transaction the client is in. */
export const readCandidates = async (client: ClientBase, query: CandidateQuery): Promise<CandidateColumns> => {
  const runs = await readPublished(client)
  const kinds = kindsOf(query, runs)
  const learnedFrom = await readLearnedFrom(client, runs)
  const mayReceive = await readMayReceive(client, query.campaign.id)
  const read = await readColumns(client, queryOf(query, runs, mayReceive), [
    ...fixedColumns,
    ...kinds.flatMap(() => [number, number, Int8Array]),
  ])
  const [userIds, barred, holdout, order, draw, orderValue, churn, value] = read as readonly Float64Array[]
  const offerAt = (kind: CouponKind, k: number): OfferColumns => ({
    learnedFrom: learnedFrom(kind),
    without: read[fixedColumns.length + 3 * k] as Float64Array,
    with: read[fixedColumns.length + 3 * k + 1] as Float64Array,
    upliftClass: read[fixedColumns.length + 3 * k + 2] as Int8Array,
  })
  const offers = new Map(kinds.map((kind, k) => [kind, offerAt(kind, k)]))
  return { userIds, barred: barred as unknown as Uint8Array, holdout, order, draw, orderValue, churn, value, offers }
}

/** Whether anything is published of what coupons do, and why the last run of it was not. */
export const findUpliftState = async (
  client: ClientBase,
): Promise<{ readonly isPublished: boolean; readonly reason: string | null }> => {
  const { rows } = await client.query<{ reason: string | null }>(
    `SELECT error ->> 'message' AS reason FROM model_runs WHERE kind = 'UPLIFT' AND error IS NOT NULL ORDER BY version DESC LIMIT 1`,
  )
  return { isPublished: (await readPublished(client)).has('UPLIFT'), reason: rows[0]?.reason ?? null }
}

/** Mean over all orders; null in a shop without any. */
export const meanOrderValue = async (client: Pick<ClientBase, 'query'>): Promise<number | null> => {
  const { rows } = await client.query<{ mean: number | null }>('SELECT avg(amount) AS mean FROM orders WHERE lines > 0')
  return rows[0].mean
}

/** What the coupons that a campaign sent have cost. */
export const spentBy = async (client: Pick<ClientBase, 'query'>, campaignId: number): Promise<number> => {
  const { rows } = await client.query<{ spent: number }>(
    `SELECT coalesce(sum(n * p.cost), 0) AS spent FROM (
      SELECT coupon_id, count(*) AS n FROM coupon_assignments WHERE campaign_id = $1 AND arm = 'TREATED' GROUP BY coupon_id
    ) sent JOIN campaign_coupons p ON p.id = sent.coupon_id`,
    [campaignId],
  )
  return rows[0].spent
}

/** One allocation at a time, over all campaigns: what one hands out counts for the caps of the next. */
export const lockAllocations = async (client: Pick<ClientBase, 'query'>): Promise<void> => {
  await client.query('SELECT pg_advisory_xact_lock(7213400006)')
  await client.query(`SET LOCAL work_mem = '256MB'`)
}
