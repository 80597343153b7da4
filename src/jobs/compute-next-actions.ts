import { defaultMarginRate } from '../domain/campaign.ts'
import type { Metric, RunError } from '../domain/model-run.ts'
import type { ActionLearning, PolicyJudgement } from '../domain/next-action.ts'
import { usualDecisionSetting } from '../features/coupon-decisions.ts'
import { abortable } from '../store/abortable.ts'
import { actionValueRows } from '../store/next-actions/action-values.ts'
import { readDecisionColumns, readMarginRate, readShopHabits } from '../store/next-actions/read-decisions.ts'
import { computeRun, type RunInput } from './compute-run.ts'
import type { JobContext } from './job-context.ts'
import { fewestDecisions, surestGain } from './next-action-task.ts'
import { runTask } from './threads.ts'

const read = ({ database, signal, timeZone }: JobContext<RunInput>, asOf: Date) =>
  abortable(database, signal, async (client) => {
    const query = { asOf, timeZone, signal }
    const habits = await readShopHabits(client, query)
    const marginRate = (await readMarginRate(client)) ?? defaultMarginRate
    return { habits, marginRate, ...(await readDecisionColumns(client, query)) }
  })

const money = (value: number | null | undefined): string => (value == null ? 'unknown' : value.toFixed(2))

/** Why what was learned is not to be acted on; null where it is: known, beyond noise, to bring more than what was done and more than doing nothing. */
const refusalOf = (chosen: PolicyJudgement): RunError | null => {
  if (surestGain(chosen) > 0) return null
  const { overLogged, overNone } = chosen
  if (chosen.shares.NONE === 1)
    return {
      code: 'GATE_NONE_WON',
      message:
        'No state was found in which sending a coupon is known to bring more than it costs: nothing is sent by a policy.',
    }
  const nothing = `over sending nothing ${money(overNone?.value)} (at the least ${money(overNone?.low)})`
  const before = `over what was done ${money(overLogged?.value)} (at the least ${money(overLogged?.low)})`
  return {
    code: (overNone?.low ?? -1) > 0 ? 'GATE_LOGGED_WON' : 'GATE_NONE_WON',
    message: `The learned policy is not known to bring more: per customer ${nothing}, ${before}. What is published stays.`,
  }
}

const metricsOf = ({ decisions, customers, judgements }: ActionLearning): readonly Metric[] => [
  { name: 'decisions', value: decisions },
  { name: 'customers', value: customers },
  ...judgements.map(({ policy, estimates }) => ({ name: `value ${policy}`, value: estimates[0].value })),
]

/** What to send to whom next, learned from the shop's own coupons; published only where it is known to be better than what was done and than nothing. */
export const computeNextActions = (context: JobContext<RunInput>): Promise<void> =>
  computeRun(context, async ({ asOf, seed }, { complete, refuse, keepOut }) => {
    const { signal, progress } = context
    progress(0, 'reading what coupons came to')
    const { habits, marginRate, exposures, orders } = await read(context, asOf)
    progress(0.3, 'learning what to send to whom')
    const setting = { shop: habits, asOf, marginRate, ...usualDecisionSetting }
    const onProgress = (part: number) => progress(0.3 + 0.7 * part, 'learning what to send to whom')
    const { learned, decisions, customers, ...tried } = await runTask(
      'nextActions',
      { exposures, orders, setting, seed },
      { signal, onProgress },
    )
    if (learned === null) {
      const have = Math.min(tried.sent, tried.withheld)
      return refuse({ what: 'decisions, left to chance, for and against a coupon', have, need: fewestDecisions })
    }
    const { values, ...rest } = learned
    const learning: ActionLearning = { habits, marginRate, ...usualDecisionSetting, decisions, customers, ...rest }
    const refusal = refusalOf(learned.judgements.find(({ policy }) => policy === learned.policy)!)
    const outcome = {
      params: { policy: learned.policy, marginRate, ...usualDecisionSetting, seed },
      metrics: metricsOf(learning),
      artefact: { ...learning },
    }
    if (refusal !== null) return keepOut(refusal, outcome)
    await complete([actionValueRows(values)], () => outcome)
  })
