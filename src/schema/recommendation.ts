import type { Evidence, RecommendationReason as ReasonNoun } from '../domain/recommendation.ts'
import {
  productBehind,
  productBehindTaste,
  productOfRecommendation,
  productThatItIsLike,
  type RecommendationView,
  reasonsTold,
  type ToldReason,
  textOfReason,
} from '../resolvers/recommendations.ts'
import type { ShownRecommendations } from '../resolvers/shown-recommendations.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { Evidence as EvidenceName, Language } from './enums.ts'
import { Product } from './product.ts'
import { Shelf } from './recommendation-filter.ts'

type ReasonOf<Kind extends ReasonNoun['kind']> = Extract<ReasonNoun, { readonly kind: Kind }>

const typeOfKind = {
  BOUGHT_TOGETHER: 'BoughtTogether',
  SIMILAR_USERS: 'SimilarUsers',
  LIKES_CATEGORY: 'LikesCategory',
  TRENDING: 'Trending',
  NEXT_AFTER: 'NextAfter',
  LIKES_FEATURE: 'LikesFeature',
  BUYS_AGAIN: 'BuysAgain',
  RESEMBLES: 'Resembles',
  NEW_IN_SHOP: 'NewInShop',
  POPULAR_IN_GROUP: 'PopularInGroup',
  TRYING_OUT: 'TryingOut',
  SEARCHED_FOR: 'SearchedFor',
} as const satisfies Record<ReasonNoun['kind'], string>

const RecommendationReason = builder.interfaceRef<ToldReason>('RecommendationReason').implement({
  description: 'Why a product is recommended.',
  resolveType: ({ kind }) => typeOfKind[kind],
  fields: (t) => ({
    weight: t.exposeFloat('weight', {
      description:
        'How much of the recommendation is owed to this reason, 0..1; those of one recommendation add up to 1.',
    }),
    text: t.string({
      description: 'The reason in a sentence, for the person to whom the product is shown.',
      args: {
        language: t.arg({
          type: Language,
          description:
            "Language of the sentence; left out: the user's, where a trait `language` or `locale` tells it, else English.",
        }),
      },
      resolve: textOfReason,
    }),
  }),
})

const evidenceOf = ({ evidence = 'PURCHASE' }: { readonly evidence?: Evidence }): Evidence => evidence
const evidenceField = { type: EvidenceName, description: 'What the user did with it.', resolve: evidenceOf } as const

/** Of a taste: nobody did anything with a product that is not told. */
const evidenceOfTaste = (reason: { readonly productId?: number; readonly evidence?: Evidence }): Evidence | null =>
  reason.productId === undefined ? null : evidenceOf(reason)
const tasteFields = {
  example: {
    type: Product,
    nullable: true,
    description:
      "The user's own product that it is told by: of the same kind where there is one, else what says most of them, the latest first. Null in lists from before it was told.",
    resolve: productBehindTaste,
  },
  exampleEvidence: {
    type: EvidenceName,
    nullable: true,
    description: 'What the user did with the example.',
    resolve: evidenceOfTaste,
  },
} as const

builder.objectRef<ReasonOf<'BOUGHT_TOGETHER'>>('BoughtTogether').implement({
  description: 'Who bought a product that the user bought (or liked, or looked at) tends to buy this one, too.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    because: t.field({ type: Product, description: 'What the user bought.', resolve: productBehind }),
    evidence: t.field(evidenceField),
    lift: t.exposeFloat('lift', {
      nullable: true,
      description:
        'How many times as often those who bought the one buy the other, against everybody; 1 is no connection. Null where the model does not count it.',
    }),
  }),
})

builder.objectRef<ReasonOf<'NEXT_AFTER'>>('NextAfter').implement({
  description: 'It is what people often choose next after something that the user chose lately.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    because: t.field({ type: Product, description: 'What the user chose before.', resolve: productBehind }),
    evidence: t.field(evidenceField),
  }),
})

builder.objectRef<ReasonOf<'LIKES_FEATURE'>>('LikesFeature').implement({
  description: 'It has something in common with what the user chose.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    name: t.exposeString('name', { description: "The attribute; empty for a word of the product's name." }),
    value: t.exposeString('value', { description: 'Its value, or the word.' }),
    example: t.field(tasteFields.example),
    exampleEvidence: t.field(tasteFields.exampleEvidence),
  }),
})

builder.objectRef<ReasonOf<'BUYS_AGAIN'>>('BuysAgain').implement({
  description: 'The user buys it again and again, and it is time.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    everyDays: t.exposeFloat('everyDays', { description: "Days between the user's purchases of it, usually." }),
    sinceDays: t.exposeFloat('sinceDays', { description: 'Days since the last one, at the as-of.' }),
  }),
})

builder.objectRef<ReasonOf<'RESEMBLES'>>('Resembles').implement({
  description:
    'It is described like a product that suits the user, because too few people did anything with it for its own behaviour to speak; or like one that the user chose and that came after the recommendations were computed.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    like: t.field({ type: Product, description: 'The product that it is like.', resolve: productThatItIsLike }),
    because: t.field({
      type: Product,
      nullable: true,
      description:
        'What the user chose, after which people choose that product, or that product itself where it is new; null where something else speaks for it.',
      resolve: productBehindTaste,
    }),
    evidence: t.field({
      type: EvidenceName,
      nullable: true,
      description: 'What the user did with it.',
      resolve: evidenceOfTaste,
    }),
  }),
})

builder.objectRef<ReasonOf<'NEW_IN_SHOP'>>('NewInShop').implement({
  description: 'It is new in the shop.',
  interfaces: [RecommendationReason],
  fields: (t) => ({ ageDays: t.exposeFloat('ageDays', { description: 'Days since the shop first knew it.' }) }),
})

builder.objectRef<ReasonOf<'POPULAR_IN_GROUP'>>('PopularInGroup').implement({
  description: 'People with the same trait buy it; for users of whom little else is known.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    trait: t.exposeString('trait', { description: 'Name of the trait.' }),
    value: t.exposeString('value', { description: 'The value that they share with the user.' }),
    share: t.exposeFloat('share', { description: 'Part of the buyers with that value who bought it, 0..1.' }),
  }),
})

builder.objectRef<ReasonOf<'TRYING_OUT'>>('TryingOut').implement({
  description: 'Shown to learn whether it is liked: the place in the list that explores.',
  interfaces: [RecommendationReason],
})

builder.objectRef<ReasonOf<'SEARCHED_FOR'>>('SearchedFor').implement({
  description: 'Its name, category or attributes hold words that were searched for since the lists were made.',
  interfaces: [RecommendationReason],
  fields: (t) => ({ query: t.exposeString('query', { description: 'The search, as it was typed.' }) }),
})

builder.objectRef<ReasonOf<'SIMILAR_USERS'>>('SimilarUsers').implement({
  description: 'People with similar purchases bought it.',
  interfaces: [RecommendationReason],
  fields: (t) => ({ count: t.exposeInt('count', { description: 'How many of the most similar people bought it.' }) }),
})

builder.objectRef<ReasonOf<'LIKES_CATEGORY'>>('LikesCategory').implement({
  description: 'It is of a category that the user often chooses from.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    category: t.exposeString('category', { description: 'Path from the root, joined by " > ".' }),
    share: t.exposeFloat('share', {
      description:
        'Part of what the user chose, 0..1; what is recent or repeated counts for more. Not the share of spend in `favouriteCategories`.',
    }),
    example: t.field(tasteFields.example),
    exampleEvidence: t.field(tasteFields.exampleEvidence),
  }),
})

builder.objectRef<ReasonOf<'TRENDING'>>('Trending').implement({
  description: 'Many buy it at present.',
  interfaces: [RecommendationReason],
  fields: (t) => ({
    windowDays: t.exposeInt('windowDays', {
      nullable: true,
      description: 'Days before the as-of over which it was counted; null: ever.',
    }),
  }),
})

export const Recommendation = builder.objectRef<RecommendationView>('Recommendation').implement({
  description: 'A product for a user, with its reasons.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    product: t.field({ type: Product, description: 'The product.', resolve: productOfRecommendation }),
    score: t.exposeFloat('score', {
      description:
        'How much speaks for it, comparable within one list only. Lists are ordered by it except that `diversity` keeps what is alike apart in the first places: `rank` is the order.',
    }),
    rank: t.exposeInt('rank', { description: 'Place in the list as it is now, from 1.' }),
    reasons: t.field({
      type: [RecommendationReason],
      description: 'Why; the weights add up to 1.',
      resolve: reasonsTold,
    }),
  }),
})

export const RecommendationConnection = builder.connectionObject<typeof Recommendation, ShownRecommendations>(
  {
    type: Recommendation,
    name: 'RecommendationConnection',
    description: 'A page of recommendations, best first.',
    fields: (t) => ({
      impressionId: t.exposeID('impressionId', {
        nullable: true,
        description:
          'With `log` or `explore`: send it along with the events that come of it (`EventInput.impressionId`). null where nothing was logged.',
      }),
      unavailable: t.string({
        nullable: true,
        description:
          'Why nothing can be listed to anybody yet, in a sentence: nothing was computed, or the first run was refused. Null once something is published.',
        resolve: ({ unavailable }) => unavailable(),
      }),
      shelf: t.field({
        type: Shelf,
        nullable: true,
        description:
          'What there was to choose from, and which filter left how few; null where nothing was published that could say.',
        complexity: 10,
        resolve: ({ shelf }) => shelf(),
      }),
    }),
  },
  { name: 'RecommendationEdge', description: 'A recommendation and its place.' },
)
