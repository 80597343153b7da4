import { isDeepStrictEqual } from 'node:util'
import type { PoolClient } from 'pg'

import type { Campaign, CampaignSettings } from '../domain/campaign.ts'
import type { NewCoupon } from '../domain/coupon.ts'
import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { runningComparisonsOf } from '../store/campaigns/comparisons.ts'
import { findCampaign } from '../store/campaigns/find-campaign.ts'
import {
  createCampaign as insertCampaign,
  removeCampaign,
  replaceCoupons,
  saveCampaign,
} from '../store/campaigns/write-campaign.ts'
import type { Database } from '../store/database.ts'
import { lockDefinitions, readRuleNames, segmentsAskingCampaign } from '../store/rules/rule-segments.ts'
import { couponsOf, type SettingsInput, settingsOf, usualSettings } from './campaign-input.ts'
import { requireCampaign } from './check-campaign.ts'
import { holdCampaign, requireStatus } from './hold-campaign.ts'

export interface CampaignInput extends SettingsInput {
  readonly key: string
  /** Decides, with the user, who is held out; by default the key. */
  readonly seed?: string | null
}

/** Nobody deletes the segment while this looks for it. */
const requireSegment = async (client: PoolClient, key: string | null): Promise<void> => {
  await lockDefinitions(client)
  const { segments } = await readRuleNames(client)
  if (key !== null && segments.has(key)) return
  throw new CodedError('NOT_FOUND', `There is no segment "${key}".${suggestion(key ?? '', [...segments.keys()])}`)
}

const bare = ({ key, kind, value, cost, validDays, minimumSpend }: NewCoupon): NewCoupon => ({
  key,
  kind,
  value,
  cost,
  validDays,
  minimumSpend,
})

/** Whether a campaign is what somebody says again. */
const isSame = (campaign: Campaign, settings: CampaignSettings, seed: string, coupons: readonly NewCoupon[]): boolean =>
  campaign.source === 'OWN' &&
  campaign.seed === seed &&
  isDeepStrictEqual(settingsOf({}, campaign), settings) &&
  isDeepStrictEqual(campaign.coupons.map(bare), coupons)

/**
 * Writes a draft. Sent again it is the same campaign, whatever has become of it.
 * @throws CodedError BAD_USER_INPUT, NOT_FOUND for the segment, KEY_REUSED
 */
export const createCampaign = (database: Database, input: CampaignInput, now: Date): Promise<Campaign> => {
  const settings = settingsOf(input, usualSettings)
  const coupons = couponsOf(input) ?? []
  const seed = input.seed ?? input.key
  requireCampaign(input.key, settings, coupons)
  if (!seed.isWellFormed() || seed.includes('\0') || seed.length > 200)
    throw new CodedError('BAD_USER_INPUT', '"seed" must be at most 200 characters that a stored text can hold.')
  return database.transaction(async (client) => {
    await requireSegment(client, settings.segmentKey)
    const campaign = {
      ...settings,
      key: input.key,
      source: 'OWN',
      status: 'DRAFT',
      seed,
      createdAt: now,
      coupons,
    } as const
    const created = await insertCampaign(client, campaign)
    if (created !== null) return created
    const known = await findCampaign(client, input.key)
    if (known !== null && isSame(known, settings, seed, coupons)) return known
    throw new CodedError(
      'KEY_REUSED',
      `There is another campaign "${input.key}": change that one, or choose another key.`,
    )
  })
}

/** What may be said of a campaign that people are in already. */
const open = ['name', 'description', 'budget', 'endsAt'] as const satisfies readonly (keyof SettingsInput)[]

const requireOpen = ({ key, status }: Campaign, input: SettingsInput): void => {
  if (status !== 'RUNNING') return
  const closed = Object.entries(input)
    .filter(([name, value]) => value !== undefined && !(open as readonly string[]).includes(name))
    .map(([name]) => name)
  if (closed.length === 0) return
  throw new CodedError(
    'CAMPAIGN_STATUS',
    `"${key}" is RUNNING: ${closed.join(', ')} can no longer be changed, only ${open.join(', ')}.`,
  )
}

const quoted = (names: readonly string[]): string => names.map((each) => `"${each}"`).join(', ')

/** What two campaigns are compared on stays what it was. */
const requireUncompared = async (client: PoolClient, { id, key }: Campaign, done: string): Promise<void> => {
  const comparing = await runningComparisonsOf(client, id)
  if (comparing.length > 0)
    throw new CodedError(
      'CAMPAIGN_IN_USE',
      `"${key}" is part of the comparison ${quoted(comparing)}: it can be ${done} when that has ended (stopComparison).`,
    )
}

/**
 * Changes what is said, and nothing else.
 * @throws CodedError BAD_USER_INPUT, NOT_FOUND, CAMPAIGN_STATUS, CAMPAIGN_IN_USE
 */
export const updateCampaign = (database: Database, key: string, input: SettingsInput, now: Date): Promise<Campaign> =>
  database.transaction(async (client) => {
    const campaign = await holdCampaign(client, key)
    requireStatus(campaign, ['DRAFT', 'SCHEDULED', 'RUNNING'], 'changed')
    requireOpen(campaign, input)
    const settings = settingsOf(input, campaign)
    const coupons = couponsOf(input)
    requireCampaign(key, settings, coupons ?? campaign.coupons)
    if (campaign.status === 'SCHEDULED' && (settings.startsAt === null || settings.startsAt <= now))
      throw new CodedError('BAD_USER_INPUT', `"${key}" is SCHEDULED: startsAt must be in the future.`)
    if (settings.segmentKey !== campaign.segmentKey)
      await requireUncompared(client, campaign, 'moved to another segment')
    if (input.segment != null) await requireSegment(client, settings.segmentKey)
    if (coupons !== null) await replaceCoupons(client, campaign.id, coupons)
    return saveCampaign(client, { ...campaign, ...settings }, now)
  })

const requireUnasked = async (client: PoolClient, key: string): Promise<void> => {
  const asking = await segmentsAskingCampaign(client, key)
  if (asking.length > 0)
    throw new CodedError('CAMPAIGN_IN_USE', `The rules of ${quoted(asking)} ask what "${key}" does: change them first.`)
}

/**
 * Removes a draft.
 * @throws CodedError NOT_FOUND, CAMPAIGN_STATUS, CAMPAIGN_IN_USE
 */
export const deleteCampaign = (database: Database, key: string): Promise<string> =>
  database.transaction(async (client) => {
    const campaign = await holdCampaign(client, key)
    requireStatus(campaign, ['DRAFT'], 'deleted')
    await requireUnasked(client, key)
    await requireUncompared(client, campaign, 'deleted')
    await removeCampaign(client, campaign.id)
    return campaign.key
  })
