import {
  type CounterfactualView,
  type ReasonView,
  textOfCounterfactual,
  textOfPredictionReason,
  topicOfPredictionReason,
} from '../resolvers/prediction-reasons.ts'
import { builder } from './builder.ts'
import { BehaviourTopic, Language, PredictionLever } from './enums.ts'

export const PredictionReason = builder.objectRef<ReasonView>('PredictionReason').implement({
  description: 'One term of a probability. The terms of one prediction add up to its logit.',
  fields: (t) => ({
    feature: t.exposeString('feature', {
      description:
        'What it is about: a feature by name, as docs/models/behaviour.md lists them, which speaks for all features of its `topic`; `baseline` for where everybody starts, `others` for all that is not named.',
    }),
    topic: t.field({
      type: BehaviourTopic,
      nullable: true,
      description:
        'What it tells of: features of one topic say much the same, and only what they contribute together means something. Null for `baseline` and `others`.',
      resolve: topicOfPredictionReason,
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description:
        'What it is for this user, in the unit of the feature; of `baseline` the probability of a typical user. Null where it is missing, where it is a name (see `level`), and of `others`.',
    }),
    level: t.exposeString('level', {
      nullable: true,
      description: 'What it is for this user where that is a name, such as a category; null for numbers.',
    }),
    contribution: t.exposeFloat('contribution', {
      description:
        'What all features of its topic contribute, in logits; positive raises the probability. The contributions of all reasons add up to the logit of the probability.',
    }),
    weight: t.exposeFloat('weight', {
      description:
        'How much of what sets this user apart from a typical one is owed to it, 0..1: its size among the sizes of all but the baseline, whose weight is 0.',
    }),
    text: t.string({
      description: 'The reason in a sentence, for people who work with customers.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the sentence.' }) },
      resolve: textOfPredictionReason,
    }),
  }),
})

export const Counterfactual = builder.objectRef<CounterfactualView>('Counterfactual').implement({
  description: 'The one thing that a shop can bring about within 14 days which would change a probability most.',
  fields: (t) => ({
    lever: t.expose('lever', { type: PredictionLever, description: 'What would have to happen.' }),
    text: t.string({
      description: 'What would have to happen, and both probabilities, in a sentence.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the sentence.' }) },
      resolve: textOfCounterfactual,
    }),
    before: t.exposeFloat('before', { description: 'The probability as it is, 0..1.' }),
    probability: t.exposeFloat('probability', { description: 'The probability then, 0..1.' }),
    feature: t.exposeString('feature', { description: 'The feature that moves first.' }),
    from: t.exposeFloat('from', { nullable: true, description: 'What that is for the user now; null: missing.' }),
    to: t.exposeFloat('to', { nullable: true, description: 'What it would be; null: missing.' }),
  }),
})
