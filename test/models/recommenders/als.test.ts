import { als } from '../../../src/models/recommenders/als.ts'
import { describeRecommender } from '../../contracts/recommender.ts'

describeRecommender(als)
