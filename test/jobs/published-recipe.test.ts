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
    season: 0.5,
  }
  for (const recipe of [sum, levels]) {
    expect(recipeIn(JSON.parse(JSON.stringify({ recipe, budget: 'quick', judged: 20 })))).toEqual(recipe)
  }
})

it('a recipe from before the season had a power counts it wholly or not at all', () => {
  const stored = (season: boolean) => ({ recipe: { parts: [], season } })
  expect(recipeIn(stored(true))).toEqual({ parts: [], season: 1 })
  expect(recipeIn(stored(false))).toEqual({ parts: [], season: 0 })
})

it('parameters that hold no recipe are of an older kind of run', () => {
  expect(recipeIn({ neighbours: 50 })).toBeNull()
  expect(recipeIn(undefined)).toBeNull()
  expect(recipeIn({ recipe: { parts: [{ family: 'tastes', options: {}, weight: 0, within: -1 }] } })).toBeNull()
})
