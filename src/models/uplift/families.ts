import { averageEffect } from './average-effect.ts'
import { classTransformation } from './class-transformation.ts'
import { drLearner } from './dr-learner.ts'
import { sLearner } from './s-learner.ts'
import { tLearner } from './t-learner.ts'
import type { UpliftFamily } from './uplift-family.ts'
import { xLearner } from './x-learner.ts'

/** As in the registry of classifiers: models of a family go only to that same family. */
const registered = <Model extends object>(family: UpliftFamily<Model>): UpliftFamily =>
  family as unknown as UpliftFamily

/** Every way to learn uplift, the baseline first. */
export const upliftFamilies: readonly UpliftFamily[] = [
  registered(averageEffect),
  registered(sLearner),
  registered(tLearner),
  registered(xLearner),
  registered(classTransformation),
  registered(drLearner),
]

/** @throws Error where there is no such family */
export const upliftFamilyNamed = (name: string): UpliftFamily => {
  const family = upliftFamilies.find((family) => family.name === name)
  if (!family) throw new Error(`There is no uplift learner named ${name}.`)
  return family
}
