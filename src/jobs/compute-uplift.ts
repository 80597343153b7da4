import type { ClientBase } from 'pg'
import { z } from 'zod'

import { type CouponKind, couponKinds } from '../domain/coupon.ts'
import type { Metric } from '../domain/model-run.ts'
import { baselineReason, othersReason, type PredictionReason } from '../domain/prediction.ts'
import { type CouponExposure, type UpliftOffer, type UpliftScore, upliftClasses } from '../domain/uplift.ts'
import { byUser, withCouponHistory } from '../features/coupon-history.ts'
import type { Column } from '../models/classifiers/table.ts'
import { conformTable, samplePeople } from '../models/predictions/cut.ts'
import type { UpliftRecipe } from '../models/uplift/choose-uplift.ts'
import { abortable } from '../store/abortable.ts'
import { readCouponExposures } from '../store/coupon-exposures.ts'
import { readPublishedModels } from '../store/published-predictions.ts'
import { upliftScoreRows } from '../store/uplift-scores.ts'
import { readBehaviourTable } from './behaviour-table.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'
import { streamTask } from './threads.ts'
import { type CampaignCut, comparable, treatedRows, upliftColumns } from './uplift-rows.ts'
import { namedReasons, type UpliftBlock, type UpliftItem, type UpliftLesson } from './uplift-task.ts'

/** Of fewer exposures in an arm a campaign tells nothing by itself. */
const fewestOfArm = 10
/** Fewer than this in all tell nothing. */
const fewestExposures = 200
/** Of a kind of coupon, beside all kinds together. */
const fewestOfKind = 1000
/** Newest first; a cut each is read. */
const mostCampaigns = 12
/** More exposures than this teach little more: no campaigns beyond those that make them up are read, and of the people of large ones some are left out. */
const mostExposures = 60_000

const armsOf = (exposures: readonly CouponExposure[]) => {
  const treated = exposures.filter((own) => own.treated).length
  return Math.min(treated, exposures.length - treated)
}

const startOf = (exposures: readonly CouponExposure[]): number =>
  exposures.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)

/** As many of the newest as teach enough; oldest first. */
const newestOf = (campaigns: readonly (readonly CouponExposure[])[]): readonly (readonly CouponExposure[])[] => {
  const newest: (readonly CouponExposure[])[] = []
  let exposures = 0
  for (const own of campaigns.toReversed()) {
    if (newest.length === mostCampaigns || exposures >= mostExposures) break
    newest.unshift(own)
    exposures += own.length
  }
  return newest
}

/** Exposures of about so many, the same people's in every campaign. */
const sampled = (campaigns: readonly (readonly CouponExposure[])[], seed: number) => {
  const all = campaigns.flat()
  if (all.length <= mostExposures) return campaigns
  const people = Float64Array.from(new Set(all.map(({ userId }) => userId)))
  const most = (mostExposures / all.length) * people.length
  const kept = new Set(Array.from(samplePeople(people, most, seed), (place) => people[place]))
  return campaigns.map((own) => own.filter(({ userId }) => kept.has(userId)))
}

/** Exposures whose days are over, by campaign in which one can compare; oldest first. */
const experimentsOf = (exposures: readonly CouponExposure[], asOf: Date, seed: number) => {
  const over = exposures.filter(({ until }) => until <= asOf.getTime())
  const campaigns = [...Map.groupBy(over, ({ campaign }) => campaign).values()]
    .filter((own) => armsOf(own) >= fewestOfArm)
    .sort((a, b) => startOf(a) - startOf(b))
  return sampled(newestOf(campaigns), seed)
}

type Reading = Pick<JobContext, 'database' | 'timeZone' | 'signal' | 'progress'>

/** Those whom a campaign met, as they were just before it began. */
const readCut = (
  { database, timeZone, signal }: Reading,
  exposures: readonly CouponExposure[],
  past: ReadonlyMap<number, readonly CouponExposure[]>,
): Promise<CampaignCut> =>
  abortable(database, signal, async (client: ClientBase) => {
    const at = startOf(exposures) - 1
    const { table } = await readBehaviourTable(client, { asOf: new Date(at), timeZone, people: 'EVERYBODY' }, signal)
    const met = new Set(exposures.map(({ userId }) => userId))
    const rows = Int32Array.from(table.userIds.keys()).filter((row) => met.has(table.userIds[row]))
    const own = {
      ...conformTable(table, table.columns, rows),
      userIds: Float64Array.from(rows, (row) => table.userIds[row]),
    }
    return { at, exposures, table: withCouponHistory(own, past, at) }
  })

/** What the coupons shown took off, on average; null where fewer than half of them say. */
const usualShare = (cuts: readonly CampaignCut[]): number | null => {
  const shown = cuts.flatMap(({ exposures }) => exposures.filter(({ treated }) => treated))
  const said = shown.flatMap(({ discountShare }) => discountShare ?? [])
  return 2 * said.length < shown.length ? null : said.reduce((sum, share) => sum + share, 0) / said.length
}

/** All kinds together first; each of several kinds that was shown often enough by itself, too. What was held back is to be compared with all of them. */
const offersOf = (cuts: readonly CampaignCut[], columns: readonly Column[], seed: number) => {
  const shown = cuts.flatMap(({ exposures }) => exposures.filter(({ treated }) => treated))
  const often = couponKinds.filter((kind) => shown.filter((own) => own.kind === kind).length >= fewestOfKind)
  const isMixed = new Set(shown.map(({ kind }) => kind)).size > 1
  const ofKind = (kind: CouponKind) =>
    cuts
      .map((cut) => ({ ...cut, exposures: cut.exposures.filter((own) => !own.treated || own.kind === kind) }))
      .filter(({ exposures }) => armsOf(exposures) >= fewestOfArm)
  const offers: readonly (readonly [UpliftOffer, readonly CampaignCut[]])[] = [
    ['ANY', cuts],
    ...(isMixed ? often.map((kind) => [kind, ofKind(kind)] as const) : []),
  ]
  return offers.map(([offer, own]) => ({
    offer,
    data: treatedRows(comparable(own, seed), columns),
    discountShare: usualShare(own),
  }))
}

const recipeShape = z.object({
  recipe: z.object({
    learner: z.string(),
    classifier: z.string(),
    classifierOptions: z.record(z.string(), z.unknown()),
    columns: z.array(z.string()).optional(),
  }),
})

const readPublishedRecipe = async ({ database }: Pick<JobContext, 'database'>): Promise<UpliftRecipe | null> => {
  const [published] = await readPublishedModels(database, ['UPLIFT'])
  const params = recipeShape.safeParse(published?.params)
  return params.success ? params.data.recipe : null
}

const reasonOf = (column: Column, value: number, contribution: number): PredictionReason => {
  const isMissing = Number.isNaN(value)
  return column.kind === 'NUMBER'
    ? { feature: column.name, value: isMissing ? null : value, level: null, contribution }
    : { feature: column.name, value: null, level: isMissing ? null : (column.levels[value] ?? null), contribution }
}

const reasonsAt = (block: UpliftBlock, columns: readonly Column[], row: number): readonly PredictionReason[] => {
  const places = Array.from({ length: namedReasons }, (_, place) => row * namedReasons + place)
  return [
    { feature: baselineReason, value: block.baseline, level: null, contribution: block.baseline },
    ...places
      .filter((at) => block.features[at] >= 0)
      .map((at) => reasonOf(columns[block.features[at]], block.values[at], block.contributions[at])),
    { feature: othersReason, value: null, level: null, contribution: block.others[row] },
  ]
}

async function* scoresOf(items: AsyncGenerator<UpliftItem>, columns: readonly Column[]): AsyncGenerator<UpliftScore> {
  for await (const item of items) {
    if (item.kind !== 'scores') continue
    for (let row = 0; row < item.userIds.length; row++)
      yield {
        userId: item.userIds[row],
        offer: item.offer,
        uplift: item.with[row] - item.without[row],
        probabilityWithout: item.without[row],
        probabilityWith: item.with[row],
        upliftClass: upliftClasses[item.upliftClass[row]],
        reasons: reasonsAt(item, columns, row),
      }
  }
}

const metricsOf = ({ metrics: { qini, ate, upliftAt, rows }, calibration }: UpliftLesson): readonly Metric[] => [
  { name: 'qini', value: qini.value },
  { name: 'qiniLow', value: qini.low },
  { name: 'qiniHigh', value: qini.high },
  { name: 'averageEffect', value: ate.value },
  { name: 'averageEffectLow', value: ate.low },
  { name: 'averageEffectHigh', value: ate.high },
  { name: 'upliftAt30', value: upliftAt['0.3'].value },
  { name: 'slope', value: calibration.slope },
  { name: 'exposures', value: rows },
]

const digits = (value: number): string => value.toFixed(4)

const refusalOf = ({ metrics: { qini, rows } }: UpliftLesson, isPublished: boolean) => ({
  code: 'GATE_BASELINE_WON',
  message:
    `Whom a coupon moves cannot be told apart beyond noise (Qini ${digits(qini.value)} per treated person, 95 % from ${digits(qini.low)} to ${digits(qini.high)}, ` +
    `on ${rows} exposures out of fold): ${isPublished ? 'what is published stays' : 'nothing is published'}.`,
})

/** The first item; the rest is still to come. */
const firstOf = async (items: AsyncGenerator<UpliftItem>): Promise<readonly UpliftLesson[]> => {
  const { value } = await items.next()
  if (value?.kind !== 'learned') throw new Error('the task of uplift taught nothing')
  return value.lessons
}

/** What a coupon would change about whether each user buys, learned from the shop's own coupons: those seen, and those held back to compare with. */
export const computeUplift = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf, seed }, { complete, refuse, keepOut }) => {
    const { database, timeZone, signal, progress } = context
    progress(0, 'reading who was shown a coupon')
    const exposures = await abortable(database, signal, (client) => readCouponExposures(client, asOf, signal))
    const experiments = experimentsOf(exposures, asOf, seed)
    const have = experiments.reduce((sum, { length }) => sum + length, 0)
    if (have < fewestExposures) {
      const what = 'coupons shown, or held back to compare with, in campaigns that did both and are over'
      return refuse({ what, have, need: fewestExposures })
    }
    const past = byUser(exposures)
    const cuts: CampaignCut[] = []
    for (const [place, own] of experiments.entries()) {
      progress(0.05 + (0.4 * place) / experiments.length, 'reading what everybody did before each campaign')
      cuts.push(await readCut(context, own, past))
    }
    const now = await abortable(database, signal, (client) =>
      readBehaviourTable(client, { asOf, timeZone, people: 'EVERYBODY' }, signal),
    )
    const table = withCouponHistory(now.table, past, asOf.getTime())
    const columns = upliftColumns(table)
    const published = await readPublishedRecipe(context)
    progress(0.5, 'learning whom a coupon moves')
    const onProgress = (part: number) => progress(0.5 + 0.45 * part, 'learning whom a coupon moves')
    const people = table.rows
    const input = { offers: offersOf(cuts, columns, seed), table, published, seed }
    const items = streamTask('uplift', input, { signal, onProgress })
    try {
      const lessons = await firstOf(items)
      const [all] = lessons
      const outcome = {
        params: { recipe: all.recipe, offers: lessons.flatMap(({ offer, passes }) => (passes ? [offer] : [])), seed },
        metrics: [
          ...metricsOf(all),
          { name: 'campaigns', value: experiments.length },
          { name: 'people', value: people },
        ],
        artefact: { lessons, campaigns: experiments.length },
      }
      if (!all.passes) return await keepOut(refusalOf(all, published !== null), outcome)
      await complete([upliftScoreRows(scoresOf(items, columns))], () => outcome)
    } finally {
      await items.return()
    }
  })
