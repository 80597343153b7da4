import type { RecommenderFamily } from './family.ts'
import { popular } from './popular.ts'

/**
 * A family with its options and models no longer told apart: what a registry holds. Options and models of a family go only to that same family, so this is
 * as safe as the name under which both are kept.
 */
const registered = <Options extends object, Model extends object>(
  family: RecommenderFamily<Options, Model>,
): RecommenderFamily => family as unknown as RecommenderFamily

/** Every family that a search may try and a blend may hold, by name. */
export const families: readonly RecommenderFamily[] = [registered(popular)]

/** @throws Error where there is no such family */
export const familyNamed = (name: string): RecommenderFamily => {
  const family = families.find((family) => family.name === name)
  if (!family) throw new Error(`there is no family of recommenders named ${name}`)
  return family
}
