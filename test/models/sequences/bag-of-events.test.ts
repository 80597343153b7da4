import { bagOfEvents } from '../../../src/models/sequences/bag-of-events.ts'
import { describeSequenceClassifier } from '../../contracts/sequence.ts'

describeSequenceClassifier(bagOfEvents)
