import type { BayesianModel } from '../bayesian/bayesian-model.ts'
import { bayesianMemory, bayesianWork } from '../bayesian/bayesian-size.ts'
import { explainLabel } from '../bayesian/explain-label.ts'
import { type BayesianOptions, fitBayesianNetwork } from '../bayesian/fit-bayesian-network.ts'
import { readBlanket, scoreLabel } from '../bayesian/score-label.ts'
import { alignTable } from './align-table.ts'
import type { ClassifierFamily } from './family.ts'
import { probabilityOf } from './probability-of.ts'

/**
 * A discrete Bayesian network over the columns and the label, P(all) = product of P(node | parents) (Pearl 1988): numbers cut into ranges, what is missing a state of its own, a structure found by the
 * Bayesian information criterion or given by a person, tables under Dirichlet priors, the label asked for exactly. It can be asked for any node from any others (`bayesian/query.ts`).
 * Where something was never missing in training, missing it says nothing: it is summed out. Contributions are exact Shapley values over the label's Markov blanket (`explainLabel`).
 */
export const bayesianNetwork: ClassifierFamily<BayesianOptions, BayesianModel> = {
  name: 'bayesian-network',
  defaults: {
    shape: 'selective',
    discretise: 'mdl',
    bins: 6,
    levels: 12,
    maxParents: 3,
    prior: 50,
    structure: null,
    label: 'label',
  },
  space: {
    shape: ['selective', 'free', 'augmented-naive'],
    discretise: ['mdl', 'quantile'],
    bins: [4, 6, 10],
    maxParents: [1, 2, 3],
    prior: [5, 50, 200],
  },
  memory: bayesianMemory,
  work: bayesianWork,
  fit: fitBayesianNetwork,
  predict: (model, table) => {
    const aligned = alignTable(model.columns, table)
    return scoreLabel(model, aligned, readBlanket(model, aligned)).map(probabilityOf)
  },
  explain: (model, table) => explainLabel(model, alignTable(model.columns, table)),
  importance: ({ importance }) => importance.slice(),
}
