import { baseRate } from '../../../src/models/classifiers/base-rate.ts'
import { describeClassifier } from '../../contracts/classifier.ts'

describeClassifier(baseRate, { learns: false })
