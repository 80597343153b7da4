import type { BehaviourTable } from '../domain/behaviour.ts'
import type { CouponExposure } from '../domain/uplift.ts'
import { byUser, withCouponHistory } from '../features/coupon-history.ts'
import type { Column } from '../models/classifiers/table.ts'
import { createRandom } from '../models/math/random.ts'
import { conformTable, stackTables } from '../models/predictions/cut.ts'
import type { TreatedTable } from '../models/uplift/treated-table.ts'
import { learnableColumns } from './prediction-data.ts'

/** Everybody as they were when a campaign began, and whom it met. */
export interface CampaignCut {
  readonly at: number
  readonly table: BehaviourTable
  readonly exposures: readonly CouponExposure[]
}

/** Arms whose parts differ from campaign to campaign by more than this are made equal in each: else the model takes what was another time for what the coupon did. */
const mostApart = 0.1

const treatedOf = (exposures: readonly CouponExposure[]): readonly CouponExposure[] =>
  exposures.filter(({ treated }) => treated)

const balance = (exposures: readonly CouponExposure[], seed: number): readonly CouponExposure[] => {
  const random = createRandom(seed)
  const arms = [exposures.filter(({ treated }) => !treated), treatedOf(exposures)]
  const fewer = Math.min(...arms.map(({ length }) => length))
  return arms.flatMap((arm) => (arm.length === fewer ? arm : random.shuffle(arm).slice(0, fewer)))
}

/** The exposures of campaigns in which one can compare: as they are where all treated about the same part, else as many of each arm. */
export const comparable = (cuts: readonly CampaignCut[], seed: number): readonly CampaignCut[] => {
  const shares = cuts.map(({ exposures }) => treatedOf(exposures).length / exposures.length)
  if (Math.max(...shares) - Math.min(...shares) <= mostApart) return cuts
  return cuts.map((cut, at) => ({ ...cut, exposures: balance(cut.exposures, seed + at) }))
}

/** Tables with how their people took the coupons of before. */
export const withHistories = (cuts: readonly CampaignCut[], all: readonly CouponExposure[]): readonly CampaignCut[] => {
  const past = byUser(all)
  return cuts.map((cut) => ({ ...cut, table: withCouponHistory(cut.table, past, cut.at) }))
}

/** What an effect is learned on. */
export const upliftColumns = (table: BehaviourTable): readonly Column[] => learnableColumns(table)

/** A row per exposure, as its person was when the campaign began. Exposures of people who were not known yet are left out. */
export const treatedRows = (cuts: readonly CampaignCut[], columns: readonly Column[]): Required<TreatedTable> => {
  const parts = cuts.map(({ table, exposures }) => {
    const rowOf = new Map(Array.from(table.userIds, (id, row) => [id, row]))
    const known = exposures.filter(({ userId }) => rowOf.has(userId)).sort((a, b) => a.userId - b.userId)
    const rows = Int32Array.from(known, ({ userId }) => rowOf.get(userId) ?? 0)
    return { known, table: conformTable(table, columns, rows) }
  })
  const all = parts.flatMap(({ known }) => known)
  return {
    table: stackTables(parts.map(({ table }) => table)),
    treated: Uint8Array.from(all, ({ treated }) => (treated ? 1 : 0)),
    outcomes: Uint8Array.from(all, ({ bought }) => (bought ? 1 : 0)),
    people: Float64Array.from(all, ({ userId }) => userId),
  }
}
