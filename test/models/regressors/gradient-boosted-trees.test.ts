import { gradientBoostedTrees } from '../../../src/models/regressors/gradient-boosted-trees.ts'
import { describeRegressor } from '../../contracts/regressor.ts'

describeRegressor(gradientBoostedTrees, { drawsRows: true })
describeRegressor(
  { ...gradientBoostedTrees, name: 'gradient-boosted-trees without rows held out' },
  { options: { heldOut: 0, trees: 60 } },
)
