import {
  type AnswerSurveyArgs,
  answerSurvey,
  defaultQuestions,
  nextSurveyItems,
  type SurveyAnswered,
} from '../resolvers/survey.ts'
import { builder } from './builder.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { pageCost } from './limits.ts'
import { Product } from './product.ts'
import { User } from './user.ts'

builder.objectField(User, 'nextSurveyItems', (t) =>
  t.field({
    type: [Product],
    description:
      "What to ask a newcomer about (“do you like this?”): of the shop's 300 best known products those whose answers tell most about the others, given the answers so far. Never one that was answered. Empty before the first recommendations are published.",
    args: { first: t.arg.int({ defaultValue: defaultQuestions, description: 'So many, at most 50.' }) },
    complexity: (args) => ({ ...pageCost(args), field: 1000 }),
    resolve: nextSurveyItems,
  }),
)

const SurveyAnswerInput = builder.inputRef<AnswerSurveyArgs['answers'][number]>('SurveyAnswerInput').implement({
  description: 'What a user says of a product.',
  fields: (t) => ({
    productId: t.id({ required: true, description: "The shop's own id of the product." }),
    liked: t.boolean({ required: true, description: 'true: liked; false: disliked.' }),
  }),
})

const SurveyAnsweredType = builder.objectRef<SurveyAnswered>('SurveyAnswered').implement({
  description: 'Answers that were taken.',
  fields: (t) => ({
    answerCount: t.exposeInt('answerCount', { description: 'Products that the user has said something of by now.' }),
    user: t.field({
      type: User,
      description: 'The user; needs the scope `read`, too.',
      authScopes: { read: true },
      resolve: ({ user }) => user,
    }),
  }),
})

builder.mutationField('answerSurvey', (t) =>
  t.field({
    type: SurveyAnsweredType,
    description:
      'Takes what a user likes and dislikes, at most 100 products a call; the latest answer about a product counts. The next recommendations know of it: what was liked speaks for its like, what was disliked is out. Safe to send again. Needs the scope `track`.',
    authScopes: { track: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'AnswerSurveyResult',
        description: 'What was taken; or NotFoundError: no such user, InvalidInputError: no such product, or too many.',
      },
    },
    args: {
      userId: t.arg.id({ required: true, description: "The shop's own id of the user." }),
      answers: t.arg({ type: [SurveyAnswerInput], required: true, description: 'The answers, each product once.' }),
    },
    resolve: expected(answerSurvey),
  }),
)
