import './roots.ts'
import './scalars.ts'
import './node.ts'
import './user.ts'
import './product.ts'
import './audience.ts'
import './segment.ts'
import './reach.ts'
import './segment-snapshot.ts'
import './track-events.ts'
import './impressions.ts'
import './exploration.ts'
import './survey.ts'
import './model-run.ts'
import './recompute.ts'

import { builder } from './builder.ts'

export const schema = builder.toSchema()
