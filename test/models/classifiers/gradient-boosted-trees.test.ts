import { gradientBoostedTrees } from '../../../src/models/classifiers/gradient-boosted-trees.ts'
import { describeClassifier } from '../../contracts/classifier.ts'

describeClassifier(gradientBoostedTrees, { drawsRows: true })
describeClassifier(
  { ...gradientBoostedTrees, name: 'gradient-boosted-trees without rows drawn' },
  { options: { heldOut: 0, rowShare: 1, trees: 60 } },
)
