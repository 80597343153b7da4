import { campaignArms, couponKinds } from '../domain/coupon.ts'
import type {
  IncomingAssignment,
  IncomingCampaign,
  IncomingCoupon,
  IncomingRedemption,
} from '../domain/incoming-campaign.ts'
import { cell, refuseRow } from './cell.ts'
import { missing } from './check-needs.ts'
import { checkAmount, checkShare, checkWhole } from './check-number.ts'
import { checkChoice, checkId, checkText, type Faults } from './check-text.ts'
import { checkTime } from './check-time.ts'
import { type ReadOptions, timeRulesOf } from './event-row.ts'
import type { Mapping } from './mapping.ts'
import type { RowRefusal } from './refusal.ts'
import type { RawRow } from './row-file.ts'

type Reader<Incoming> = (row: RawRow) => Incoming | RowRefusal

/** What readers of rows about campaigns read fields by. */
interface Fields {
  readonly id: (field: string) => string | null
  /** As `id`, and a fault where there is none. */
  readonly needed: (field: string) => string
  readonly text: (field: string) => string | null
  readonly amount: (field: string) => number | null
  readonly whole: (field: string) => number | null
  readonly share: (field: string) => number | null
  readonly time: (field: string) => number | null
  /** A date alone means that day to its end. */
  readonly end: (field: string) => number | null
  readonly choice: <Choice extends string>(field: string, choices: readonly Choice[]) => Choice | null
  readonly faults: Faults
}

const dayAlone = /^\d{4}-\d{2}-\d{2}$/

const dayAfter = (text: string): string =>
  dayAlone.test(text) && !Number.isNaN(Date.parse(text))
    ? new Date(Date.parse(text) + 86_400_000).toISOString().slice(0, 10)
    : text

const createReader = <Incoming extends object>(
  mapping: Mapping,
  options: ReadOptions,
  take: (fields: Fields) => Incoming,
): Reader<Incoming> => {
  const past = timeRulesOf(mapping, options)
  // Campaigns are planned: they may begin and end in the future.
  const planned = { ...past, now: Number.POSITIVE_INFINITY }
  const stripped = new Set<string>(mapping.cleaning.stripPointZero)
  return (row) => {
    const faults: Faults = []
    const read = (field: string): string => {
      const text = (cell(row, field) || (mapping.constants[field] ?? '')).trim()
      return stripped.has(field) ? text.replace(/\.0$/, '') : text
    }
    const id = (field: string) => checkId(read(field), field, faults)
    const incoming = take({
      id,
      needed: (field) => {
        const found = id(field)
        if (found === null) faults.push(missing(field, `The ${field.replaceAll('_', ' ')} is empty.`))
        return found ?? ''
      },
      text: (field) => checkText(read(field), field, faults),
      amount: (field) => checkAmount(read(field), field, faults),
      whole: (field) => checkWhole(read(field), field, faults),
      share: (field) => checkShare(read(field), field, faults),
      time: (field) => checkTime(read(field), field, field === 'starts_at' ? planned : past, faults),
      end: (field) => checkTime(dayAfter(read(field)), field, planned, faults),
      choice: (field, choices) => checkChoice(read(field), field, choices, faults),
      faults,
    })
    return faults.length > 0 ? refuseRow(row, faults[0]) : incoming
  }
}

const invalid = (field: string, message: string) => ({ code: 'FIELD_INVALID', field, message }) as const

export const createCampaignReader = (mapping: Mapping, options: ReadOptions): Reader<IncomingCampaign> =>
  createReader(mapping, options, ({ needed, text, time, end, faults }) => {
    const [startsAt, endsAt] = [time('starts_at'), end('ends_at')]
    if (startsAt !== null && endsAt !== null && endsAt <= startsAt)
      faults.push(invalid('ends_at', 'The campaign ends before it starts.'))
    return { campaignId: needed('campaign_id'), name: text('name'), description: text('description'), startsAt, endsAt }
  })

export const createCouponReader = (mapping: Mapping, options: ReadOptions): Reader<IncomingCoupon> =>
  createReader(mapping, options, ({ id, needed, amount, whole, choice, faults }) => {
    const [kind, value, validDays] = [choice('kind', couponKinds), amount('value'), whole('valid_days')]
    if (kind === 'PERCENT' && value !== null && value > 100)
      faults.push(invalid('value', `The value is ${value}, it must be at most 100 per cent.`))
    if (validDays === 0) faults.push(invalid('valid_days', 'The valid days are 0, they must be 1 or more.'))
    return {
      campaignId: needed('campaign_id'),
      couponId: needed('coupon_id'),
      productId: id('product_id'),
      kind,
      value,
      cost: amount('cost'),
      validDays,
      minimumSpend: amount('minimum_spend'),
    }
  })

export const createAssignmentReader = (mapping: Mapping, options: ReadOptions): Reader<IncomingAssignment> =>
  createReader(mapping, options, ({ id, needed, time, end, share, choice, faults }) => {
    const [assignedAt, expiresAt] = [time('assigned_at'), end('expires_at')]
    if (assignedAt !== null && expiresAt !== null && expiresAt <= assignedAt)
      faults.push(invalid('expires_at', 'The coupon expires before it was assigned.'))
    return {
      campaignId: needed('campaign_id'),
      userId: needed('user_id'),
      arm: choice('arm', campaignArms) ?? 'TREATED',
      couponId: id('coupon_id'),
      assignedAt,
      expiresAt,
      propensity: share('propensity'),
    }
  })

export const createRedemptionReader = (mapping: Mapping, options: ReadOptions): Reader<IncomingRedemption> =>
  createReader(mapping, options, ({ id, needed, time, amount, faults }) => {
    const redeemedAt = time('redeemed_at')
    if (redeemedAt === null) faults.push(missing('redeemed_at', 'The time of the redemption is empty.'))
    return {
      campaignId: needed('campaign_id'),
      userId: needed('user_id'),
      couponId: needed('coupon_id'),
      orderId: id('order_id'),
      redeemedAt: redeemedAt ?? 0,
      discount: amount('discount'),
    }
  })
