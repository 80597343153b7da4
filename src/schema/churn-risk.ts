import type {
  Counterfactual as CounterfactualNoun,
  PredictionReason as PredictionReasonNoun,
} from '../domain/prediction.ts'
import type { ChurnRiskView } from '../resolvers/churn-risk.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { ChurnBand } from './enums.ts'
import { InsufficientData } from './insufficient-data.ts'

const ChurnReason = builder.objectRef<PredictionReasonNoun>('ChurnReason').implement({
  description: 'One term of a churn probability.',
  fields: (t) => ({
    feature: t.exposeString('feature', {
      description:
        'What it is about: a feature by name, `baseline` for where everybody starts, `others` for all that is not named.',
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description:
        "The user's own value in its unit; for `baseline` the typical user's probability; null where it is missing or no number.",
    }),
    contribution: t.exposeFloat('contribution', {
      description:
        'In logits; positive raises the risk. The contributions of all reasons add up to the logit of the probability.',
    }),
    text: t.string({
      description: 'The reason in a sentence, in English.',
      resolve: (reason, _args, ctx) => ctx.say.reason('CHURN', reason, 'en'),
    }),
  }),
})

const Counterfactual = builder.objectRef<CounterfactualNoun>('Counterfactual').implement({
  description: 'What would change a churn risk.',
  fields: (t) => ({
    text: t.string({
      description: 'What would have to happen, in English.',
      resolve: (counterfactual, _args, ctx) => ctx.say.counterfactual('CHURN', counterfactual, 'en'),
    }),
    probability: t.exposeFloat('probability', { description: 'The churn probability then, 0..1.' }),
  }),
})

const ChurnRisk = builder.objectRef<ChurnRiskView>('ChurnRisk').implement({
  description: 'How likely a customer is to stay away.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    probability: t.exposeFloat('probability', {
      description: 'Calibrated probability of no purchase within `horizonDays` of the as-of, 0..1.',
    }),
    band: t.expose('band', { type: ChurnBand, description: 'The probability in three bands.' }),
    probabilityAlive: t.exposeFloat('probabilityAlive', {
      description:
        'P(alive) of BG/NBD, 0..1: still a customer at all, whenever the next purchase comes. That model lets nobody leave before a second purchase, so it is 1 for whoever bought on one day only: look at `probability` for them.',
    }),
    horizonDays: t.exposeInt('horizonDays', {
      description:
        'Days after the as-of that the probability speaks of: three of the own usual gaps between purchases, from 30 to 90.',
    }),
    reasons: t.expose('reasons', { type: [ChurnReason], description: 'What the probability is made of.' }),
    counterfactual: t.expose('counterfactual', {
      type: Counterfactual,
      nullable: true,
      description: 'What would lower the risk; null when nothing within reach would.',
    }),
  }),
})

export const ChurnRiskResult = builder.unionType('ChurnRiskResult', {
  description: 'A churn risk, or what is missing for one: an order of the user, or a published run.',
  types: [ChurnRisk, InsufficientData],
  resolveType: (result) => ('need' in result ? InsufficientData : ChurnRisk),
})
