import { gru } from '../../../src/models/recommenders/gru.ts'
import { describeRecommender } from '../../contracts/recommender.ts'

const small = { width: 16, longest: 8, dropout: 0, batchEvents: 64, learningRate: 0.01, epochs: 10 }

describeRecommender(gru, { options: small, findsMissingSquare: false, drawsPeople: true })
