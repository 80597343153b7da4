import type {
  SegmentRecommendation as SegmentRecommendationNoun,
  SimilarUser as SimilarUserNoun,
} from '../domain/reach.ts'
import {
  defaultLength,
  productOfSegmentRecommendation,
  recommendationsOfSegment,
  sharedProductsOf,
  similarUsersOf,
  userOfSimilar,
} from '../resolvers/reach.ts'
import { builder } from './builder.ts'
import { pageCost } from './limits.ts'
import { Product } from './product.ts'
import { Segment } from './segment.ts'
import { User } from './user.ts'

const SimilarUser = builder.objectRef<SimilarUserNoun>('SimilarUser').implement({
  description: 'Somebody who buys what the user buys.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'The other one.', resolve: userOfSimilar }),
    score: t.exposeFloat('score', {
      description:
        'Overlap of what both have bought, 0..1: shared over all, where a product weighs more the fewer have bought it (ln(1 + users / buyers)).',
    }),
    sharedCount: t.exposeInt('sharedCount', { description: 'Products that both have bought.' }),
    sharedProducts: t.field({
      type: [Product],
      description: 'Up to five of them, the rarest first.',
      complexity: { field: 1, multiplier: 5 },
      resolve: sharedProductsOf,
    }),
  }),
})

builder.objectField(User, 'similarUsers', (t) =>
  t.field({
    type: [SimilarUser],
    description:
      'Who buys what this user buys, most alike first; empty for somebody without purchases. The latest 100 products count, without those that more than 10,000 have bought: they say nothing about a taste.',
    args: {
      first: t.arg.int({ defaultValue: defaultLength, description: 'So many, at most 100.' }),
    },
    complexity: (args) => ({ ...pageCost(args), field: 1000 }),
    resolve: similarUsersOf,
  }),
)

const SegmentRecommendation = builder.objectRef<SegmentRecommendationNoun>('SegmentRecommendation').implement({
  description: 'A product that suits the members of a segment more than everybody.',
  fields: (t) => ({
    product: t.field({ type: Product, description: 'The product.', resolve: productOfSegmentRecommendation }),
    score: t.exposeFloat('score', {
      description:
        "What the list is ordered by: the mean discounted place on the members' lists times the logarithm of `lift`; below 0 where everybody is recommended it more.",
    }),
    share: t.exposeFloat('share', { description: 'Part of the members on whose lists of 50 it is, 0..1.' }),
    lift: t.exposeFloat('lift', {
      description: "How many times as strongly as on everybody's lists; 1: no more, shrunk to 1 for small segments.",
    }),
  }),
})

builder.objectField(Segment, 'recommendations', (t) =>
  t.field({
    type: [SegmentRecommendation],
    description:
      'What to show or send to the members, compared with everybody: from their own published lists. Of more than 2,000 members (or users) a fixed sample of 2,000 speaks. Empty before the first segments and recommendations are published.',
    args: {
      first: t.arg.int({ defaultValue: defaultLength, description: 'So many, at most 100.' }),
    },
    complexity: (args) => ({ ...pageCost(args), field: 1000 }),
    resolve: recommendationsOfSegment,
  }),
)
