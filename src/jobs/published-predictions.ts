import { z } from 'zod'

import type { PredictionTarget } from '../domain/prediction.ts'
import type { ColumnSpread } from '../models/predictions/distributions.ts'
import type { Recipe } from '../models/predictions/learning-task.ts'
import type { Database } from '../store/database.ts'
import { readPublishedModels } from '../store/published-predictions.ts'
import { type PredictedKind, type PublishedPredictions, predictedKinds } from './prediction-items.ts'

const recipesShape = z.object({
  recipes: z.record(z.string(), z.object({ family: z.string(), options: z.record(z.string(), z.unknown()) })),
})

const spreadsShape = z.object({
  spreads: z.array(
    z.object({
      name: z.string(),
      edges: z.array(z.number()),
      levels: z.array(z.string()),
      shares: z.array(z.number()),
    }),
  ),
})

/** What is published now of each kind; absent where nothing is, and empty where it came of no recipe. */
export const readPublishedPredictions = async (
  database: Pick<Database, 'pool'>,
): Promise<Readonly<Partial<Record<PredictedKind, PublishedPredictions>>>> => {
  const models = await readPublishedModels(database, predictedKinds)
  return Object.fromEntries(
    models.map(({ kind, params, artefact, report }) => {
      const recipes = recipesShape.safeParse(params)
      const spreads = spreadsShape.safeParse(artefact)
      const published: PublishedPredictions = {
        recipes: (recipes.success ? recipes.data.recipes : {}) as Partial<Record<PredictionTarget, Recipe>>,
        spreads: (spreads.success ? spreads.data.spreads : []) as readonly ColumnSpread[],
        distributions: Object.fromEntries(
          (report?.models ?? [])
            .filter(({ refusal }) => refusal === null)
            .map(({ target, distribution }) => [target, distribution]),
        ),
      }
      return [kind, published]
    }),
  )
}
