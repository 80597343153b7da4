import { type LinearPosterior, priorPosterior } from '../models/bandit/linear-posterior.ts'
import type { Policy } from '../models/bandit/policies.ts'
import type { Database } from '../store/database.ts'
import { readExploration } from '../store/exploration.ts'
import { featureNames } from './candidate-features.ts'
import type { SurveyPool } from './survey-pool.ts'

/** What is kept with a run beside its newcomers. */
export interface KeptModel {
  readonly features: readonly string[]
  readonly posterior: LinearPosterior
  readonly survey: SurveyPool
}

export interface ExplorationModel {
  readonly posterior: LinearPosterior
  readonly newcomers: readonly number[]
  readonly survey: SurveyPool
}

/** Linear Thompson sampling over 300 draws; a tenth of the choices is left to chance alone. */
export const policyOf = (seed: number): Policy => ({ kind: 'thompson', draws: 300, seed, exploration: 0.1 })

const unknown: ExplorationModel = {
  posterior: priorPosterior(featureNames.length),
  newcomers: [],
  survey: { productIds: [], popularity: [], pointers: [0], neighbours: [], similarities: [] },
}

/** Runs do not change: what was read of one is believed. A few are kept, for walks that began with older ones. */
const mostKept = 4
const kept = new WeakMap<Database, Map<number, Promise<ExplorationModel>>>()

const read = async (database: Database, runId: number): Promise<ExplorationModel> => {
  const row = await readExploration(database, runId)
  if (row === null) return unknown
  const model = row.model as KeptModel
  const isOfThese = String(model.features) === String(featureNames)
  return {
    newcomers: row.newcomers,
    survey: model.survey,
    posterior: isOfThese ? model.posterior : unknown.posterior,
  }
}

/** What exploration has learned by a run; before it has learned anything, what it believes beforehand. */
export const explorationOf = (database: Database, runId: number): Promise<ExplorationModel> => {
  const models = kept.get(database) ?? new Map<number, Promise<ExplorationModel>>()
  kept.set(database, models)
  const known = models.get(runId)
  if (known !== undefined) return known
  const reading = read(database, runId)
  models.set(runId, reading)
  reading.then(
    (model) => {
      // A run that has learned nothing yet may be about to.
      if (model === unknown) models.delete(runId)
      const [oldest] = models.keys()
      if (models.size > mostKept) models.delete(oldest)
    },
    () => models.delete(runId),
  )
  return reading
}
