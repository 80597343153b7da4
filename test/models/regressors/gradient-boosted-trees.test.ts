import { gradientBoostedTrees } from '../../../src/models/regressors/gradient-boosted-trees.ts'
import { describeRegressor } from '../../contracts/regressor.ts'

describeRegressor(gradientBoostedTrees, { drawsRows: true })
describeRegressor(
  { ...gradientBoostedTrees, name: 'gradient-boosted-trees without rows drawn' },
  { options: { heldOut: 0, rowShare: 1, trees: 60 } },
)
