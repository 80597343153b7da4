import { logit, softplus } from '../math/sigmoid.ts'
import { explainTrees } from '../trees/explain-trees.ts'
import { fitTrees, type TreeModel } from '../trees/fit-trees.ts'
import { type BoostOptions, defaultBoosting } from '../trees/options.ts'
import { importanceOfTrees, scoreTrees } from '../trees/score-trees.ts'
import { treesMemory, treesWork } from '../trees/tree-size.ts'
import { checkLabels } from './check-labels.ts'
import type { ClassifierFamily } from './family.ts'
import { probabilityOf } from './probability-of.ts'

/**
 * logit P(1 | x) = b0 + sum over trees of the value of the leaf that x comes to, boosted by the gradients of the log loss (Friedman 2001) on histograms of at most 255 bins a
 * column (Ke et al. 2017): each tree fits y - p of those before it, leaf values are -sum g / (sum h + lambda) x the learning rate, with g = p - y and h = p (1 - p). b0 is the
 * logit of the base rate. What is missing is a side of each split; categories are put in order by g / h and cut. Contributions are exact Shapley values of the trees, with what is
 * not known averaged along their paths (TreeSHAP: Lundberg et al. 2020).
 */
export const gradientBoostedTrees: ClassifierFamily<BoostOptions, TreeModel> = {
  name: 'gradient-boosted-trees',
  defaults: defaultBoosting,
  space: { learningRate: [0.02, 0.05, 0.1], leaves: [4, 8, 16, 31], leastRows: [20, 100], ridge: [1, 5, 20] },
  memory: treesMemory,
  work: treesWork,
  fit: (data, options, tools) => {
    const { positives } = checkLabels(data)
    const start = logit(positives / data.table.rows)
    const lossOf = (score: number, label: number): number => softplus(score) - label * score
    return fitTrees(
      data.table,
      { loss: 'logistic', targets: Float32Array.from(data.labels), start, lossOf },
      options,
      tools,
    )
  },
  predict: (model, table, compute) => scoreTrees(model, table, compute).map(probabilityOf),
  explain: explainTrees,
  importance: importanceOfTrees,
}
