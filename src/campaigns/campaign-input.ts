import { type CampaignSettings, type CampaignStrategy, defaultMarginRate, type QuietHours } from '../domain/campaign.ts'
import type { NewCoupon } from '../domain/coupon.ts'
import { type ConsentPurpose, consentPurposes } from '../domain/user.ts'

export interface CouponInput extends Pick<NewCoupon, 'kind' | 'value'> {
  readonly key?: string | null
  readonly cost?: number | null
  readonly validDays?: number | null
  readonly minimumSpend?: number | null
}

/** What somebody says of a campaign; what is left out stays as it is, or is as usual. */
export interface SettingsInput {
  readonly name?: string | null
  readonly description?: string | null
  readonly segment?: string | null
  readonly coupon?: CouponInput | null
  readonly coupons?: readonly CouponInput[] | null
  readonly strategy?: CampaignStrategy | null
  readonly holdoutShare?: number | null
  readonly budget?: number | null
  readonly perUserCap?: number | null
  readonly frequencyCap?: { readonly campaigns: number; readonly days: number } | null
  /** As on a clock: `22:00`. */
  readonly quietHours?: { readonly from: string; readonly to: string } | null
  readonly consents?: readonly ConsentPurpose[] | null
  readonly marginRate?: number | null
  readonly startsAt?: Date | null
  readonly endsAt?: Date | null
}

export const usualSettings: CampaignSettings = {
  name: '',
  description: '',
  segmentKey: null,
  strategy: 'ALL',
  holdoutShare: 0.1,
  budget: null,
  perUserCap: 1,
  frequencyCap: null,
  quietHours: null,
  consents: [],
  marginRate: defaultMarginRate,
  startsAt: null,
  endsAt: null,
}

/** NaN for what is no time of the day: the check tells. */
export const minuteOf = (clock: string): number => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? []
  return hours === undefined ? Number.NaN : Number(hours) * 60 + Number(minutes)
}

/** Each purpose once, in the order of the domain. */
const inOrder = (purposes: readonly ConsentPurpose[]): readonly ConsentPurpose[] =>
  consentPurposes.filter((purpose) => purposes.includes(purpose))

const quietHoursOf = ({ from, to }: { readonly from: string; readonly to: string }): QuietHours => ({
  from: minuteOf(from),
  to: minuteOf(to),
})

/** null clears what can be empty, and is passed over where it cannot. */
const given = <Value, Usual>(value: Value | undefined, usual: Usual): Value | Usual =>
  value === undefined ? usual : value

/** What a campaign is to be, with what is said in place of what was. */
export const settingsOf = (input: SettingsInput, before: CampaignSettings): CampaignSettings => ({
  name: input.name ?? before.name,
  description: input.description ?? before.description,
  segmentKey: input.segment ?? before.segmentKey,
  strategy: input.strategy ?? before.strategy,
  holdoutShare: input.holdoutShare ?? before.holdoutShare,
  budget: given(input.budget, before.budget),
  perUserCap: input.perUserCap ?? before.perUserCap,
  frequencyCap:
    input.frequencyCap == null
      ? given(input.frequencyCap, before.frequencyCap)
      : { campaigns: input.frequencyCap.campaigns, days: input.frequencyCap.days },
  quietHours: input.quietHours == null ? given(input.quietHours, before.quietHours) : quietHoursOf(input.quietHours),
  consents: inOrder(input.consents ?? before.consents),
  marginRate: input.marginRate ?? before.marginRate,
  startsAt: given(input.startsAt, before.startsAt),
  endsAt: given(input.endsAt, before.endsAt),
})

const couponOf = (input: CouponInput): NewCoupon => ({
  key: input.key ?? `${input.kind.toLowerCase()}-${input.value}`,
  kind: input.kind,
  value: input.value,
  cost: input.cost ?? 0,
  validDays: input.validDays ?? 30,
  minimumSpend: input.minimumSpend ?? null,
})

/** null where none are spoken of. `coupon` and `coupons` are one list. */
export const couponsOf = ({ coupon, coupons }: SettingsInput): readonly NewCoupon[] | null => {
  const all = [...(coupon == null ? [] : [coupon]), ...(coupons ?? [])]
  return all.length === 0 && coupons == null ? null : all.map(couponOf)
}
