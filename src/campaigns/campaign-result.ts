import type { Campaign } from '../domain/campaign.ts'
import type {
  ArmOutcome,
  CampaignOutcome,
  CouponOutcome,
  GroupOutcome,
  OutcomeSums,
} from '../domain/campaign-result.ts'
import type { Coupon } from '../domain/coupon.ts'
import { type AdjustedDifference, cuped } from '../models/experiments/cuped.ts'
import { differenceOfMeans } from '../models/experiments/difference-of-means.ts'
import { differenceOfRates } from '../models/experiments/difference-of-rates.ts'
import { type Estimate, scaled } from '../models/experiments/estimate.ts'
import { groupedQini, type QiniPoint } from '../models/experiments/grouped-qini.ts'
import type { Moments } from '../models/experiments/moments.ts'
import { sampleRatioPValue } from '../models/experiments/sample-ratio.ts'
import { peoplePerArm } from '../models/experiments/sample-size.ts'
import { readCampaignOutcome } from '../store/campaigns/campaign-outcome.ts'
import type { Database } from '../store/database.ts'

/** Of all the treated together: what they brought beyond what they would have brought anyway. */
interface Increment {
  /** The plain difference. */
  readonly total: Estimate
  /** The same, with what people did before taken off. */
  readonly adjusted: Estimate
  /** Part of the variance that this took away. */
  readonly varianceTaken: number
}

interface ClassResult {
  /** null: nothing was known of them. */
  readonly upliftClass: string | null
  readonly treated: number
  readonly control: number
  readonly conversionTreated: number | null
  readonly conversionControl: number | null
  readonly conversionLift: Estimate | null
}

interface CouponResult extends CouponOutcome {
  readonly coupon: Coupon
}

/** What a campaign did, by those held out. */
export interface CampaignResult {
  readonly treated: number
  readonly control: number
  /** People whose window is not over yet: what they do still counts. */
  readonly open: number
  readonly conversionTreated: number | null
  readonly conversionControl: number | null
  readonly conversionLift: Estimate | null
  readonly revenueTreated: number
  readonly revenueControl: number
  readonly revenue: Increment | null
  readonly margin: Increment | null
  readonly redemptions: number
  readonly redeemers: number
  readonly discount: number
  readonly cost: number
  /** How surprising the sizes of the arms are; null where nobody was held out, or (in what was imported) nobody says how many were to be. */
  readonly sampleRatioPValue: number | null
  /** People that each of two arms of one size would need to see a rise of the control's conversion by a tenth. */
  readonly peopleNeeded: number | null
  readonly coupons: readonly CouponResult[]
  readonly classes: readonly ClassResult[]
  readonly qini: readonly QiniPoint[]
}

const rate = (successes: number, people: number): number | null => (people === 0 ? null : successes / people)

const moments = ({ people }: ArmOutcome, sums: OutcomeSums): Moments => ({ people, ...sums })

const incrementOf = ({ arms: { TREATED, CONTROL } }: CampaignOutcome, of: 'revenue' | 'margin'): Increment | null => {
  const [one, other] = [moments(TREATED, TREATED[of]), moments(CONTROL, CONTROL[of])]
  const plain = differenceOfMeans(one, other)
  if (plain === null) return null
  const { difference, varianceTaken } = cuped(one, other) as AdjustedDifference
  const total = (estimate: Estimate): Estimate => scaled(estimate, TREATED.people)
  return { total: total(plain), adjusted: total(difference), varianceTaken }
}

const liftOf = ({ treated, control, treatedBuyers, controlBuyers }: Omit<GroupOutcome, 'name'>): Estimate | null =>
  differenceOfRates({ successes: treatedBuyers, people: treated }, { successes: controlBuyers, people: control })

const classResult = ({ name, ...group }: GroupOutcome): ClassResult => ({
  upliftClass: name,
  treated: group.treated,
  control: group.control,
  conversionTreated: rate(group.treatedBuyers, group.treated),
  conversionControl: rate(group.controlBuyers, group.control),
  conversionLift: liftOf(group),
})

/** The largest whole number that GraphQL tells. */
const mostPeople = 2 ** 31 - 1

const neededFor = (conversion: number | null): number | null =>
  conversion === null || conversion === 0
    ? null
    : Math.min(mostPeople, peoplePerArm(conversion * (1 - conversion), conversion / 10))

const qiniOf = ({ byUplift }: CampaignOutcome): readonly QiniPoint[] =>
  groupedQini(
    byUplift.map(({ treated, control, treatedBuyers, controlBuyers }) => ({
      treated,
      control,
      treatedOutcomes: treatedBuyers,
      controlOutcomes: controlBuyers,
    })),
  )

/** What the outcomes of a campaign say. */
const resultOf = (outcome: CampaignOutcome, { coupons }: Pick<Campaign, 'coupons'>): CampaignResult => {
  const { TREATED, CONTROL } = outcome.arms
  const { redemptions, redeemers, discount, cost, holdoutShare } = outcome
  const both = {
    treated: TREATED.people,
    control: CONTROL.people,
    treatedBuyers: TREATED.buyers,
    controlBuyers: CONTROL.buyers,
  }
  const conversionControl = rate(CONTROL.buyers, CONTROL.people)
  return {
    treated: TREATED.people,
    control: CONTROL.people,
    open: TREATED.open + CONTROL.open,
    conversionTreated: rate(TREATED.buyers, TREATED.people),
    conversionControl,
    conversionLift: liftOf(both),
    revenueTreated: TREATED.revenue.y,
    revenueControl: CONTROL.revenue.y,
    revenue: incrementOf(outcome, 'revenue'),
    margin: incrementOf(outcome, 'margin'),
    ...{ redemptions, redeemers, discount, cost },
    sampleRatioPValue:
      CONTROL.people === 0 || holdoutShare >= 1
        ? null
        : sampleRatioPValue(CONTROL.people, TREATED.people, holdoutShare),
    peopleNeeded: neededFor(conversionControl),
    coupons: outcome.coupons.flatMap((one) => {
      const coupon = coupons.find(({ id }) => id === one.couponId)
      return coupon === undefined ? [] : [{ ...one, coupon }]
    }),
    classes: outcome.classes.map(classResult),
    qini: qiniOf(outcome),
  }
}

/** What a campaign has done by now. */
export const readResult = async (
  database: Pick<Database, 'read'>,
  campaign: Pick<Campaign, 'id' | 'coupons'>,
  now: Date,
): Promise<CampaignResult> => resultOf(await readCampaignOutcome(database, campaign.id, now), campaign)
