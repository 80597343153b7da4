import type { RegressorFamily } from './family.ts'
import { gradientBoostedTrees } from './gradient-boosted-trees.ts'
import { linearRegression, ridge } from './linear-regression.ts'
import { mean } from './mean.ts'

/** As in the registry of classifiers: options and models of a family go only to that same family. */
const registered = <Options extends object, Model extends object>(
  family: RegressorFamily<Options, Model>,
): RegressorFamily => family as unknown as RegressorFamily

/** Every family of regressors, by name: baselines first. */
export const families: readonly RegressorFamily[] = [
  registered(mean),
  registered(linearRegression),
  registered(ridge),
  registered(gradientBoostedTrees),
]

/** @throws Error where there is no such family */
export const familyNamed = (name: string): RegressorFamily => {
  const family = families.find((family) => family.name === name)
  if (!family) throw new Error(`there is no family of regressors named ${name}`)
  return family
}
