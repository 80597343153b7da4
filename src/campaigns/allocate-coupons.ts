import type { PoolClient } from 'pg'

import type { Campaign } from '../domain/campaign.ts'
import type { CouponAssignment } from '../domain/coupon.ts'
import { upliftClasses } from '../domain/uplift.ts'
import { CodedError } from '../errors.ts'
import { type Audience, findAudience } from '../store/campaigns/find-campaign.ts'
import { insertAssignments } from '../store/campaigns/insert-assignments.ts'
import {
  type Bar,
  bars,
  lockAllocations,
  meanOrderValue,
  readCandidates,
  spentBy,
} from '../store/campaigns/read-candidates.ts'
import { saveCampaign } from '../store/campaigns/write-campaign.ts'
import type { Database } from '../store/database.ts'
import { toCandidates } from './candidates.ts'
import { type Candidates, type Choice, type ChoiceReason, choiceReasons } from './choice.ts'
import { createCodes } from './coupon-code.ts'
import { enterComparison } from './enter-comparison.ts'
import { holdCampaign, requireStatus } from './hold-campaign.ts'
import { asRunning } from './move-campaign.ts'
import { availableAt } from './quiet-hours.ts'
import { strategies } from './strategies.ts'

export type SkipReason = Bar | ChoiceReason

/** What one allocation did, or would do. */
export interface Allocation {
  /** Users newly given a coupon. */
  readonly assigned: number
  /** Users newly held out. */
  readonly heldOut: number
  /** Members passed over, by reason, the most frequent first; those who are in the campaign already are not among them. */
  readonly skipped: readonly { readonly reason: SkipReason; readonly count: number }[]
  /** What the coupons given now are expected to add in margin, cost and discounts taken off; null where nothing is known of it. */
  readonly expectedIncrementalMargin: number | null
  /** What one more unit of budget would bring; null where the strategy does not know. */
  readonly shadowPrice: number | null
  /** What the strategy could not go by, and what was done instead; null: nothing. */
  readonly caveat: string | null
  /** What the coupons given now cost. */
  readonly spent: number
  /** What is left of the budget; null: no limit. */
  readonly budgetLeft: number | null
}

export interface AllocateRequest {
  readonly key: string
  readonly now: Date
  readonly timeZone: string
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean
}

const dayMs = 86_400_000

const requireAudience = async (client: PoolClient, { key, segmentKey }: Campaign): Promise<Audience> => {
  const audience = segmentKey === null ? null : await findAudience(client, segmentKey)
  if (audience === null)
    throw new CodedError('NOT_FOUND', `The segment "${segmentKey}" that "${key}" is for is not there.`)
  if (!audience.isComputed)
    throw new CodedError('NOT_COMPUTED', `The members of "${segmentKey}" have never been made. Run a recompute first.`)
  return audience
}

/** How often each reason barred or passed over somebody. */
const countSkipped = (barred: Uint8Array, { coupons }: Choice): Allocation['skipped'] => {
  const counts = new Map<SkipReason, number>()
  const count = (reason: SkipReason) => counts.set(reason, (counts.get(reason) ?? 0) + 1)
  for (const bar of barred) if (bar > 0) count(bars[bar - 1])
  for (const coupon of coupons) if (coupon < 0) count(choiceReasons[-1 - coupon])
  return [...counts].map(([reason, n]) => ({ reason, count: n })).sort((a, b) => b.count - a.count)
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

interface Sending {
  readonly campaign: Campaign
  readonly candidates: Candidates
  readonly choice: Choice
  readonly assignedAt: Date
  readonly availableAt: Date
}

/** An assignment for everybody who is given a coupon or held out from one. */
const assignmentsOf = function* ({ campaign, candidates, choice, ...times }: Sending): Generator<CouponAssignment> {
  const { coupons, id: campaignId, holdoutShare } = campaign
  const nextCode = createCodes()
  const expiries = coupons.map(({ validDays }) => new Date(times.availableAt.getTime() + validDays * dayMs))
  for (let i = 0; i < choice.coupons.length; i++) {
    const chosen = choice.coupons[i]
    if (chosen < 0) continue
    const isTreated = candidates.heldOut[i] === 0
    yield {
      userId: candidates.userIds[i],
      campaignId,
      arm: isTreated ? 'TREATED' : 'CONTROL',
      couponId: isTreated ? coupons[chosen].id : null,
      code: isTreated ? nextCode() : null,
      ...times,
      expiresAt: expiries[chosen],
      propensity: isTreated ? (1 - holdoutShare) * choice.probabilities[i] : holdoutShare,
      upliftClass: upliftClasses[candidates.upliftClass[i * coupons.length + chosen]] ?? null,
      expectedUplift: orNull(candidates.uplifts[i * coupons.length + chosen]),
      expectedMargin: orNull(candidates.margins[i * coupons.length + chosen]),
    }
  }
}

/** Without what adding up in binary leaves behind. */
const rounded = (amount: number): number => Math.round(amount * 1e6) / 1e6

/** What the treated cost and are expected to bring. */
const sumUp = ({ coupons }: Campaign, { heldOut, margins }: Candidates, choice: Choice) => {
  const sum = { assigned: 0, heldOut: 0, spent: 0, margin: 0, known: 0 }
  for (let i = 0; i < choice.coupons.length; i++) {
    const chosen = choice.coupons[i]
    if (chosen < 0) continue
    if (heldOut[i] === 1) {
      sum.heldOut++
      continue
    }
    sum.assigned++
    sum.spent += coupons[chosen].cost
    const margin = margins[i * coupons.length + chosen]
    if (Number.isNaN(margin)) continue
    sum.known++
    sum.margin += margin
  }
  return { ...sum, spent: rounded(sum.spent) }
}

/** What rounding may add to a sum of costs. */
const rounding = 1e-6

const allocate = async (
  client: PoolClient,
  { key, now, timeZone, dryRun = false }: AllocateRequest,
): Promise<Allocation> => {
  await lockAllocations(client)
  const held = await holdCampaign(client, key)
  requireStatus(held, dryRun ? ['DRAFT', 'SCHEDULED', 'RUNNING'] : ['DRAFT', 'RUNNING'], 'allocated')
  const campaign = asRunning(held, now)
  const { segmentId, consents } = await requireAudience(client, campaign)
  if (!dryRun) await enterComparison(client, campaign, segmentId, now)
  const columns = await readCandidates(client, {
    campaign,
    segmentId,
    consents: [...new Set([...campaign.consents, ...consents])],
    now,
  })
  const candidates = toCandidates(campaign, columns, await meanOrderValue(client))
  const budget = campaign.budget === null ? null : Math.max(0, campaign.budget - (await spentBy(client, campaign.id)))
  const choice = await strategies[campaign.strategy]({ campaign, budget, candidates, client, now, timeZone })
  const { assigned, heldOut, spent, margin, known } = sumUp(campaign, candidates, choice)
  if (budget !== null && spent > budget + rounding)
    throw new Error(`The strategy ${campaign.strategy} spent ${spent} of ${budget} on "${key}"`)
  if (!dryRun) {
    const available = availableAt(now, campaign.quietHours, timeZone)
    const sending = { campaign, candidates, choice, assignedAt: now, availableAt: available }
    await insertAssignments(client, assignmentsOf(sending))
    await saveCampaign(client, { ...campaign, allocatedAt: now }, now)
  }
  return {
    assigned,
    heldOut,
    skipped: countSkipped(columns.barred, choice),
    expectedIncrementalMargin: known === 0 && assigned > 0 ? null : margin,
    shadowPrice: choice.shadowPrice,
    caveat: choice.caveat ?? null,
    spent,
    budgetLeft: budget === null ? null : Math.max(0, rounded(budget - spent)),
  }
}

/**
 * Hands out a campaign's coupons to those members of its segment who are not in it yet; a draft starts with it. All of it or nothing: whoever dies in the middle has handed out none, and
 * holds nothing. Two at once follow one another.
 * @throws CodedError NOT_FOUND, CAMPAIGN_STATUS, NOT_COMPUTED
 */
export const allocateCoupons = (
  database: Pick<Database, 'transaction'>,
  request: AllocateRequest,
): Promise<Allocation> => database.transaction((client) => allocate(client, request))
