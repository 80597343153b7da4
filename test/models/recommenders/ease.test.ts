import { ease } from '../../../src/models/recommenders/ease.ts'
import { describeRecommender } from '../../contracts/recommender.ts'

describeRecommender(ease)
