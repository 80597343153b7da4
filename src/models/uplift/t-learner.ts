import { type BaseClassifier, explainBase, fitArm, predictBase } from './base-classifier.ts'
import { checkArms } from './check-arms.ts'
import type { UpliftFamily } from './uplift-family.ts'

interface TLearnerModel {
  readonly without: BaseClassifier
  readonly with: BaseClassifier
}

/**
 * Two models, one of each arm: tau(x) = mu1(x) - mu0(x) (the "T-learner" of Künzel, Sekhon, Bickel & Yu 2019, "Metalearners for estimating heterogeneous treatment effects", equations 1 and 2). Needs many rows
 * in both arms: what noise the two have adds up. Simple classifiers, strongly shrunk, do best.
 */
export const tLearner: UpliftFamily<TLearnerModel> = {
  name: 't-learner',
  defaults: { classifier: 'additive-logistic-regression', classifierOptions: { strength: 30 } },
  fit: (data, options, tools) => {
    checkArms(data)
    return Object.freeze({ without: fitArm(data, 0, options, tools), with: fitArm(data, 1, options, tools) })
  },
  predict: (model, table, compute) => ({
    without: predictBase(model.without, table, compute),
    with: predictBase(model.with, table, compute),
  }),
  explain: (model, table, compute) => {
    const [without, having] = [model.without, model.with].map((own) => explainBase(own, table, compute))
    return { base: having.base - without.base, values: having.values.map((value, at) => value - without.values[at]) }
  },
}
