import { z } from 'zod'

import type { BlendRecipe } from '../models/recommenders/recipe.ts'
import type { Database } from '../store/database.ts'
import { readPublishedRuns } from '../store/published-runs.ts'

const paramsShape = z.object({
  recipe: z.object({
    parts: z.array(
      z.object({
        family: z.string(),
        options: z.record(z.string(), z.unknown()),
        weight: z.number().min(0),
        within: z.number().min(0).optional(),
      }),
    ),
    // Runs from before the season had a power say whether it counts.
    season: z.union([z.number().min(0), z.boolean().transform(Number)]).optional(),
  }),
})

/** The recipe in the parameters of a run, as they are stored; null where they did not come of one. */
export const recipeIn = (params: unknown): BlendRecipe | null => {
  const found = paramsShape.safeParse(params)
  return found.success ? found.data.recipe : null
}

/** The recipe of the recommendations that readers see; null where there are none, or none that came of a recipe. */
export const readPublishedRecipe = async (database: Database): Promise<BlendRecipe | null> => {
  const { RECOMMENDATIONS: published } = await readPublishedRuns(database)
  return recipeIn(published?.params)
}
