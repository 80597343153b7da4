import type { RecommendationReason as ReasonNoun } from '../domain/recommendation.ts'
import type { Connection } from '../resolvers/connection.ts'
import {
  productBehind,
  productOfRecommendation,
  type RecommendationView,
  textOfReason,
} from '../resolvers/recommendations.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { Language } from './enums.ts'
import { Product } from './product.ts'

type ReasonOf<Kind extends ReasonNoun['kind']> = Extract<ReasonNoun, { readonly kind: Kind }>

const typeOfKind = {
  BOUGHT_TOGETHER: 'BoughtTogether',
  SIMILAR_USERS: 'SimilarUsers',
  LIKES_CATEGORY: 'LikesCategory',
  TRENDING: 'Trending',
} as const satisfies Record<ReasonNoun['kind'], string>

const RecommendationReason = builder.interfaceRef<ReasonNoun>('RecommendationReason').implement({
  description: 'Why a product is recommended.',
  resolveType: ({ kind }) => typeOfKind[kind],
  fields: (t) => ({
    weight: t.exposeFloat('weight', {
      description:
        'How much of the recommendation is owed to this reason, 0..1; those of one recommendation add up to 1.',
    }),
    text: t.string({
      description: 'The reason in a sentence, for the person to whom the product is shown.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the sentence.' }) },
      resolve: (reason, { language }, ctx) => textOfReason(reason, { language: language ?? 'EN' }, ctx),
    }),
  }),
})

builder.objectRef<ReasonOf<'BOUGHT_TOGETHER'>>('BoughtTogether').implement({
  description: 'Who bought a product that the user bought tends to buy this one, too.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    because: t.field({ type: Product, description: 'What the user bought.', resolve: productBehind }),
    lift: t.exposeFloat('lift', {
      description:
        'How many times as often those who bought the one buy the other, against everybody; 1 is no connection.',
    }),
  }),
})

builder.objectRef<ReasonOf<'SIMILAR_USERS'>>('SimilarUsers').implement({
  description: 'People with similar purchases bought it.',
  interfaces: [RecommendationReason],
  fields: (t) => ({ count: t.exposeInt('count', { description: 'How many of the most similar people bought it.' }) }),
})

builder.objectRef<ReasonOf<'LIKES_CATEGORY'>>('LikesCategory').implement({
  description: 'It is of a category that the user spends much on.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    category: t.exposeString('category', { description: 'Path from the root, joined by " > ".' }),
    share: t.exposeFloat('share', {
      description:
        "Part of the user's own purchases, 0..1; recent ones and repeated ones count for more. Not the share of spend in `favouriteCategories`.",
    }),
  }),
})

builder.objectRef<ReasonOf<'TRENDING'>>('Trending').implement({
  description: 'Many buy it at present.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    windowDays: t.exposeInt('windowDays', { description: 'Days before the as-of over which it was counted.' }),
  }),
})

export const Recommendation = builder.objectRef<RecommendationView>('Recommendation').implement({
  description: 'A product for a user, with its reasons.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    product: t.field({ type: Product, description: 'The product.', resolve: productOfRecommendation }),
    score: t.exposeFloat('score', { description: 'What the list is ordered by; comparable within one list only.' }),
    rank: t.exposeInt('rank', { description: 'Place in the list as it is now, from 1.' }),
    reasons: t.expose('reasons', { type: [RecommendationReason], description: 'Why; the weights add up to 1.' }),
  }),
})

export const RecommendationConnection = builder.connectionObject<typeof Recommendation, Connection<RecommendationView>>(
  { type: Recommendation, name: 'RecommendationConnection', description: 'A page of recommendations, best first.' },
  { name: 'RecommendationEdge', description: 'A recommendation and its place.' },
)
