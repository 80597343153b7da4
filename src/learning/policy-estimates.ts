import type { PolicyEstimate, Support } from '../domain/exploration.ts'
import { type Decision, evaluatePolicy } from '../models/bandit/evaluate-policy.ts'
import type { Policy } from '../models/bandit/policies.ts'
import type { Database } from '../store/database.ts'
import { readDecisions, type SettledDecision } from '../store/exploration.ts'
import { featureNames } from './candidate-features.ts'
import { explorationOf } from './exploration-model.ts'

/** The latest so many are looked at: this is computed while somebody waits. */
const mostDecisions = 2000

const policies: readonly (readonly [string, Policy])[] = [
  ['UNIFORM', { kind: 'uniform' }],
  ['GREEDY', { kind: 'greedy', exploration: 0 }],
  ['LINUCB', { kind: 'linucb', alpha: 0.5, exploration: 0 }],
]

/** With fewer decisions of its own a policy's rate of a tenth is known to eight points up and down at best. */
const fewest = 50

const supportOf = (effectiveDecisions: number): Support =>
  effectiveDecisions === 0 ? 'NONE' : effectiveDecisions < fewest ? 'THIN' : 'ENOUGH'

/** null for one that was logged with other features than today's. */
const decisionOf = ({ features, probabilities, chosen, reward }: SettledDecision): Decision | null =>
  features.every((row) => row.length === featureNames.length)
    ? { contexts: features.flat(), chosen, propensities: probabilities, reward }
    : null

/** What other ways to choose would have earned on the decisions logged in a window, with what a run has learned. */
export const policyEstimates = async (
  database: Database,
  { runId, since, until }: { readonly runId: number; readonly since: Date; readonly until: Date },
): Promise<readonly PolicyEstimate[]> => {
  const { posterior } = await explorationOf(database, runId)
  const settled = await readDecisions(database, {
    since,
    until,
    upTo: new Date(until.getTime() + 7 * 86_400_000),
    most: mostDecisions,
  })
  const decisions = settled.flatMap((decision) => decisionOf(decision) ?? [])
  return policies.flatMap(([name, policy]) => {
    const estimates = evaluatePolicy(decisions, policy, posterior)
    if (estimates === null) return []
    const support = supportOf(estimates.ips.effectiveDecisions)
    return [{ policy: name, decisions: decisions.length, support, ...estimates }]
  })
}
