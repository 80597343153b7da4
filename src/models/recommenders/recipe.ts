import type { ColdItems } from './cold-items.ts'
import type { RecommenderFamily } from './family.ts'
import type { Levels } from './levels.ts'

/** A family with its options, and how much it says. */
export interface RecipePart {
  readonly family: string
  readonly options: object
  /** 0 or more: of the score, or of the category where the recipe has two levels. */
  readonly weight: number
  /** 0 or more: of the product among those of its category. A recipe where any part has it has two levels. */
  readonly within?: number
}

/** Which families with which options, and how much each of them says. */
export interface BlendRecipe {
  readonly parts: readonly RecipePart[]
  /** Power to which scores are weighed by how much a category is chosen at this time of the year: 1 wholly, 0.5 by its root; nothing when absent. */
  readonly season?: number
}

export interface BlendPart extends RecipePart {
  /** The mean over people of the model's largest score, by which its scores are divided; above 0. */
  readonly scale: number
  /** The mean over people of the sum of the model's scores, by which those of a category are divided where one is chosen first. */
  readonly categoryScale: number
  readonly model: object
}

/** A recipe with its fitted models. */
export interface Blend {
  readonly parts: readonly BlendPart[]
  /** Per item what this time of the year makes of its scores; nothing when absent. */
  readonly season?: Float32Array
  /** What too few people did anything with, and what that is like. Absent where nothing is, and in models from before it was told. */
  readonly cold?: ColdItems
  /** Categories, where they are chosen first. */
  readonly levels?: Levels
}

/** Finds a family by its name. @throws RangeError for a name that none has */
export type FamilyFinder = (name: string) => RecommenderFamily
