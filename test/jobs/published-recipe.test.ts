import { expect, it } from 'vitest'

import { recipeIn } from '../../src/jobs/published-recipe.ts'
import type { BlendRecipe } from '../../src/models/recommenders/recipe.ts'

it('a recipe of one step or of two is read as it was stored', () => {
  const sum: BlendRecipe = { parts: [{ family: 'item-knn', options: { shrinkage: 20 }, weight: 1 }] }
  const levels: BlendRecipe = {
    parts: [
      { family: 'latent-classes', options: {}, weight: 1, within: 0 },
      { family: 'tastes', options: {}, weight: 0, within: 1 },
    ],
    season: true,
  }
  for (const recipe of [sum, levels]) {
    expect(recipeIn(JSON.parse(JSON.stringify({ recipe, budget: 'quick', judged: 20 })))).toEqual(recipe)
  }
})

it('parameters that hold no recipe are of an older kind of run', () => {
  expect(recipeIn({ neighbours: 50 })).toBeNull()
  expect(recipeIn(undefined)).toBeNull()
  expect(recipeIn({ recipe: { parts: [{ family: 'tastes', options: {}, weight: 0, within: -1 }] } })).toBeNull()
})
