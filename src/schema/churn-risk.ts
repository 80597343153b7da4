import type { ChurnRiskView } from '../resolvers/churn-risk.ts'
import { reliabilityOf } from '../resolvers/model-report.ts'
import { counterfactualOf, mainReasonOf, reasonsOf } from '../resolvers/prediction-reasons.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { ChurnBand } from './enums.ts'
import { InsufficientData } from './insufficient-data.ts'
import { Counterfactual, PredictionReason } from './prediction-reason.ts'
import { PredictionUnavailable } from './prediction-unavailable.ts'
import { ReliabilityPoint } from './reliability.ts'

const ChurnRisk = builder.objectRef<ChurnRiskView>('ChurnRisk').implement({
  description:
    'How likely a customer is to stay away: to buy nothing within `horizonDays` of the as-of of the run. Customers are those with a purchase before it.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    probability: t.exposeFloat('probability', {
      description: 'Calibrated probability of no purchase within `horizonDays` of the as-of, 0..1.',
    }),
    band: t.expose('band', { type: ChurnBand, description: 'The probability in three bands.' }),
    probabilityAlive: t.exposeFloat('probabilityAlive', {
      description:
        'P(alive) of BG/NBD, 0..1: still a customer at all, whenever the next purchase comes. A second opinion by purchases alone, which does not see visits, ratings or prices and may disagree with `probability`: act on that one. It is 1 for whoever bought on one day only, for that model lets nobody leave before a second purchase.',
    }),
    horizonDays: t.exposeInt('horizonDays', {
      description:
        "Days of 24 hours after the as-of that the probability speaks of: three of the customer's usual gaps between purchase days, at least 30 and at most 90.",
    }),
    reasons: t.field({
      type: [PredictionReason],
      description: 'What the probability is made of: the baseline, then what weighs most.',
      resolve: ({ reasons }, _args, ctx) => reasonsOf('CHURN', reasons, ctx),
    }),
    mainReason: t.field({
      type: PredictionReason,
      nullable: true,
      description:
        'The reason to act on: of the topics that raise the risk the largest that tells why somebody leaves (ratings, returns, prices, visits that fade), else the largest; what is not known of somebody is none. Null where nothing named raises it.',
      resolve: ({ reasons }, _args, ctx) => mainReasonOf('CHURN', reasons, ctx),
    }),
    counterfactual: t.field({
      type: Counterfactual,
      nullable: true,
      description: 'What would lower the risk; null when nothing within reach would.',
      resolve: ({ counterfactual }) => counterfactualOf('CHURN', counterfactual),
    }),
    reliability: t.field({
      type: ReliabilityPoint,
      nullable: true,
      description:
        'What came of those of whom about the same was foretold, with its interval; null where the run has not measured it.',
      resolve: (risk, _args, ctx) => reliabilityOf('CHURN', risk, ctx),
    }),
  }),
})

export const ChurnRiskResult = builder.unionType('ChurnRiskResult', {
  description:
    'A churn risk; or what is missing for one: an order of the user, or a published run; or what is wrong with the arguments.',
  types: [ChurnRisk, InsufficientData, PredictionUnavailable],
  resolveType: (result) => ('need' in result ? InsufficientData : 'code' in result ? PredictionUnavailable : ChurnRisk),
})
