import type { RuleReads } from '../../rules/reads.ts'
import type { Queryable } from '../queryable.ts'
import { lastMemberChange } from './member-changes.ts'
import type { RuleNames, RuleRuns } from './rule-plan.ts'

/** The published runs that rules may read, as of now. */
export const readRuleRuns = async (client: Queryable): Promise<RuleRuns> => {
  const { rows } = await client.query<{ kind: string; id: number }>(
    'SELECT kind::text, run_id AS id FROM published_runs',
  )
  const runs = new Map(rows.map(({ kind, id }) => [kind, id]))
  return {
    portraits: runs.get('PORTRAITS') ?? null,
    churnRisk: runs.get('CHURN_RISK') ?? null,
    lifetimeValue: runs.get('LIFETIME_VALUE') ?? null,
    recommendations: runs.get('RECOMMENDATIONS') ?? null,
    purchase: runs.get('PURCHASE') ?? null,
    clusters: runs.get('CLUSTERS') ?? null,
    uplift: runs.get('UPLIFT') ?? null,
  }
}

/** What members were made from beside events, traits and consents: when any of it is another one, everybody is looked at again. */
export interface BuildInputs {
  readonly runs: Partial<RuleRuns>
  readonly catalogue: string | null
  /** Published segments that the rule asks about, by their run. */
  readonly published: Readonly<Record<string, number | null>>
  /** Campaigns that the rule asks about, by the kinds of their coupons. */
  readonly campaigns?: Readonly<Record<string, string>>
  /** Rules that the rule asks about: the last change of their members that was seen. */
  readonly seen: Readonly<Record<string, number>>
}

const catalogueVersion = async (client: Queryable): Promise<string> => {
  const { rows } = await client.query<{ version: string }>('SELECT version::text FROM catalogue_version')
  return rows[0].version
}

export const readBuildInputs = async (
  client: Queryable,
  reads: RuleReads,
  runs: RuleRuns,
  { segments, campaigns }: RuleNames,
): Promise<BuildInputs> => {
  const known = reads.segments.flatMap((key) => {
    const segment = segments.get(key)
    return segment ? [{ key, ...segment }] : []
  })
  const seen: Record<string, number> = {}
  for (const { key, id, run } of known) if (run === 'RULE') seen[key] = await lastMemberChange(client, id)
  const kinds = [
    'portraits',
    'churnRisk',
    'lifetimeValue',
    'recommendations',
    'purchase',
    'clusters',
    'uplift',
  ] as const
  return {
    runs: Object.fromEntries(kinds.filter((kind) => reads[kind]).map((kind) => [kind, runs[kind]])),
    catalogue: reads.catalogue ? await catalogueVersion(client) : null,
    published: Object.fromEntries(known.flatMap(({ key, run }) => (run === 'RULE' ? [] : [[key, run]]))),
    ...(reads.campaigns.length > 0 && {
      campaigns: Object.fromEntries(reads.campaigns.map((key) => [key, campaigns.get(key)?.join() ?? ''])),
    }),
    seen,
  }
}

/** Whether only those who were touched, or whom others' changes are about, have to be looked at again. */
export const areAlike = (a: BuildInputs, b: BuildInputs): boolean => {
  const whole = ({ runs, catalogue, published, campaigns = {}, seen }: BuildInputs) => {
    const sorted = (entries: object) => Object.entries(entries).sort(([x], [y]) => (x < y ? -1 : 1))
    return JSON.stringify([sorted(runs), catalogue, sorted(published), sorted(campaigns), Object.keys(seen).sort()])
  }
  return whole(a) === whole(b)
}
