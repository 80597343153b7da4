import { additiveLogisticRegression } from './additive-logistic-regression.ts'
import { baseRate } from './base-rate.ts'
import { bayesianNetwork } from './bayesian-network.ts'
import type { ClassifierFamily } from './family.ts'
import { gradientBoostedTrees } from './gradient-boosted-trees.ts'
import { logisticRegression } from './logistic-regression.ts'
import { multiLayerPerceptron } from './multi-layer-perceptron.ts'
import { recency } from './recency.ts'

/**
 * A family with its options and models no longer told apart: what a registry holds. Options and models of a family go only to that same family, so this is
 * as safe as the name under which both are kept.
 */
const registered = <Options extends object, Model extends object>(
  family: ClassifierFamily<Options, Model>,
): ClassifierFamily => family as unknown as ClassifierFamily

/** Every family of classifiers, by name: baselines first. */
export const families: readonly ClassifierFamily[] = [
  registered(baseRate),
  registered(recency),
  registered(logisticRegression),
  registered(additiveLogisticRegression),
  registered(multiLayerPerceptron),
  registered(gradientBoostedTrees),
  registered(bayesianNetwork),
]

/** @throws Error where there is no such family */
export const familyNamed = (name: string): ClassifierFamily => {
  const family = families.find((family) => family.name === name)
  if (!family) throw new Error(`there is no family of classifiers named ${name}`)
  return family
}
