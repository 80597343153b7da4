import { gradientBoostedTrees } from '../../../src/models/classifiers/gradient-boosted-trees.ts'
import { describeClassifier } from '../../contracts/classifier.ts'

describeClassifier(gradientBoostedTrees, { drawsRows: true })
describeClassifier(
  { ...gradientBoostedTrees, name: 'gradient-boosted-trees without rows held out' },
  { options: { heldOut: 0, trees: 60 } },
)
