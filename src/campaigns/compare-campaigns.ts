import type { PoolClient } from 'pg'

import type { Campaign } from '../domain/campaign.ts'
import type { Comparison, ComparisonMetric } from '../domain/comparison.ts'
import { CodedError } from '../errors.ts'
import { endComparison, findComparisonsByKey, insertComparison } from '../store/campaigns/comparisons.ts'
import { countSegment } from '../store/campaigns/find-campaign.ts'
import type { Database } from '../store/database.ts'
import { holdCampaign, requireStatus } from './hold-campaign.ts'

export interface ComparisonInput {
  readonly key: string
  /** Keys of campaigns. */
  readonly a: string
  readonly b: string
  readonly metric?: ComparisonMetric | null
  readonly outcomeDays?: number | null
  readonly alpha?: number | null
  readonly indifference?: number | null
  readonly expectedPeople?: number | null
  readonly stopLoser?: boolean | null
}

const usual = { metric: 'CONVERSION', outcomeDays: 14, alpha: 0.05, stopLoser: false } as const
/** Where the segment says less: an interval that is narrowest after a handful is of no use. */
const leastExpected = 1000

const faultsOf = ({ key, a, b, outcomeDays, alpha, indifference, expectedPeople }: ComparisonInput): string[] => {
  const faults: string[] = []
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(key))
    faults.push('key must be 1 to 64 small letters, digits, dots, dashes and underscores')
  if (a === b) faults.push('a and b must be two campaigns')
  const within = (name: string, value: number | null | undefined, low: number, high: number) => {
    if (value != null && !(value >= low && value <= high))
      faults.push(`${name} must be ${low} to ${high}; it is ${value}`)
  }
  within('outcomeDays', outcomeDays, 1, 365)
  within('alpha', alpha, 0.001, 0.2)
  within('indifference', indifference, 1e-9, 1e9)
  within('expectedPeople', expectedPeople, 200, 1e9)
  return faults
}

/** Held one after the other by key, so that two who compare the same never wait for each other. */
const holdBoth = async (client: PoolClient, { a, b }: ComparisonInput): Promise<readonly [Campaign, Campaign]> => {
  const held = new Map<string, Campaign>()
  for (const key of [a, b].sort()) held.set(key, await holdCampaign(client, key))
  return [held.get(a) as Campaign, held.get(b) as Campaign]
}

const requireComparable = (one: Campaign, other: Campaign): void => {
  for (const campaign of [one, other]) {
    requireStatus(campaign, ['DRAFT', 'SCHEDULED', 'RUNNING'], 'compared')
    if (campaign.allocatedAt !== null)
      throw new CodedError(
        'CAMPAIGN_STATUS',
        `"${campaign.key}" has handed out coupons already: compare campaigns before they begin.`,
      )
  }
  if (one.segmentKey !== other.segmentKey)
    throw new CodedError(
      'BAD_USER_INPUT',
      `"${one.key}" is for "${one.segmentKey}" and "${other.key}" for "${other.segmentKey}": campaigns are compared on one segment.`,
    )
}

/** What is asked for, with what is usual where nothing is said. */
const settingsOf = ({ metric, outcomeDays, alpha, indifference, stopLoser }: ComparisonInput) => ({
  metric: metric ?? usual.metric,
  outcomeDays: outcomeDays ?? usual.outcomeDays,
  alpha: alpha ?? usual.alpha,
  indifference: indifference ?? null,
  stopLoser: stopLoser ?? usual.stopLoser,
})

/** Whether a comparison is what somebody asks for again; how many people are expected may have been counted. */
const isSame = (comparison: Comparison, input: ComparisonInput, one: Campaign, other: Campaign): boolean =>
  comparison.campaignA === one.id &&
  comparison.campaignB === other.id &&
  (input.expectedPeople ?? comparison.expectedPeople) === comparison.expectedPeople &&
  Object.entries(settingsOf(input)).every(([name, value]) => comparison[name as keyof Comparison] === value)

/**
 * Parts the people of a segment in two halves, one for each campaign, from before they begin. Sent again it is the same comparison.
 * @throws CodedError BAD_USER_INPUT, NOT_FOUND, CAMPAIGN_STATUS, KEY_REUSED
 */
export const compareCampaigns = (database: Database, input: ComparisonInput, now: Date): Promise<Comparison> => {
  const faults = faultsOf(input)
  if (faults.length > 0) throw new CodedError('BAD_USER_INPUT', `${faults.join(' · ')}.`)
  return database.transaction(async (client) => {
    const [one, other] = await holdBoth(client, input)
    const [before] = await findComparisonsByKey(database, [input.key])
    if (before !== undefined && isSame(before, input, one, other)) return before
    if (before !== undefined)
      throw new CodedError(
        'KEY_REUSED',
        `There is another comparison "${input.key}", which cannot be changed: choose another key.`,
      )
    requireComparable(one, other)
    const members = await countSegment(client, one.segmentKey ?? '')
    const comparison = await insertComparison(client, {
      key: input.key,
      campaignA: one.id,
      campaignB: other.id,
      ...settingsOf(input),
      expectedPeople: input.expectedPeople ?? Math.max(leastExpected, members),
      createdAt: now,
    })
    if (comparison !== null) return comparison
    throw new CodedError('KEY_REUSED', `"${input.key}", "${input.a}" or "${input.b}" is part of another comparison.`)
  })
}

/**
 * Ends a comparison that is not decided: from then on both campaigns are for everybody in the segment. Sent again it changes nothing.
 * @throws CodedError NOT_FOUND
 */
export const stopComparison = async (database: Database, key: string, now: Date): Promise<Comparison> => {
  const find = async () =>
    key.isWellFormed() && !key.includes('\0') ? (await findComparisonsByKey(database, [key]))[0] : undefined
  const comparison = await find()
  if (comparison === undefined) throw new CodedError('NOT_FOUND', `There is no comparison ${JSON.stringify(key)}.`)
  return (await endComparison(database.pool, comparison.id, 'ENDED', now)) ?? ((await find()) as Comparison)
}
