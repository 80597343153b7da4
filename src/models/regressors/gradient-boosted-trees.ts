import { explainTrees } from '../trees/explain-trees.ts'
import { fitTrees, type TreeModel } from '../trees/fit-trees.ts'
import { type BoostOptions, defaultBoosting } from '../trees/options.ts'
import { importanceOfTrees, scoreTrees } from '../trees/score-trees.ts'
import { treesMemory, treesWork } from '../trees/tree-size.ts'
import { checkTargets } from './check-targets.ts'
import type { RegressorFamily } from './family.ts'
import { scaleOf } from './scale-of.ts'

/**
 * y = mean + sum over trees of the value of the leaf that x comes to, boosted by squared error (Friedman 2001): each tree fits what those before it left over, leaf values are
 * their mean, drawn to 0 by lambda, x the learning rate. Otherwise as the classifier of that name; contributions are exact Shapley values of the trees (TreeSHAP: Lundberg et al.
 * 2020), in the unit of the targets.
 */
export const gradientBoostedTrees: RegressorFamily<BoostOptions, TreeModel> = {
  name: 'gradient-boosted-trees',
  defaults: { ...defaultBoosting, learningRate: 0.1 },
  space: { learningRate: [0.03, 0.1], leaves: [4, 8, 16, 31], leastRows: [20, 100], ridge: [1, 5, 20] },
  memory: treesMemory,
  work: treesWork,
  fit: (data, options, tools) => {
    checkTargets(data)
    const { centre, scale } = scaleOf(data.targets)
    const targets = Float32Array.from(data.targets, (target) => (target - centre) / scale)
    const lossOf = (score: number, target: number): number => (score - target) ** 2
    return fitTrees(data.table, { loss: 'squared', targets, start: 0, lossOf }, options, tools, {
      start: centre,
      scale,
    })
  },
  predict: scoreTrees,
  explain: explainTrees,
  importance: importanceOfTrees,
}
