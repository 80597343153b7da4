import { type BuyAgainView, buyAgainOfUser, buyAgainSize } from '../resolvers/buy-again.ts'
import { productById } from '../resolvers/products.ts'
import { type RerankedProducts as RerankedView, rerankProducts } from '../resolvers/rerank-products.ts'
import { sessionRecommendations, sessionShelf, sessionSize } from '../resolvers/session-recommendations.ts'
import { builder } from './builder.ts'
import { ComputedInterface } from './computed.ts'
import { Product } from './product.ts'
import { Recommendation } from './recommendation.ts'
import { RecommendationFilter, Shelf } from './recommendation-filter.ts'
import { EventInput } from './track-events.ts'
import { User } from './user.ts'

const BuyAgain = builder.objectRef<BuyAgainView>('BuyAgain').implement({
  description: 'Something that the user buys again, and the rhythm of it.',
  interfaces: [ComputedInterface],
  fields: (t) => ({
    product: t.field({
      type: Product,
      description: 'The product.',
      resolve: ({ productId }, _, ctx) => productById(productId, ctx),
    }),
    probability: t.exposeFloat('probability', {
      description: 'How likely the user is to buy it within the next four weeks, 0..1.',
    }),
    everyDays: t.exposeFloat('everyDays', {
      description:
        "Days between two purchases: the user's own where there are enough of them, else nearer to what is usual for the product.",
    }),
    lastBoughtAt: t.field({
      type: 'DateTime',
      description: 'When the user bought it last.',
      resolve: ({ lastBoughtAt }) => new Date(lastBoughtAt),
    }),
    dueAt: t.field({
      type: 'DateTime',
      description: 'When it is time again; may be past.',
      resolve: ({ dueAt }) => new Date(dueAt),
    }),
  }),
})

builder.objectField(User, 'buyAgain', (t) =>
  t.field({
    type: [BuyAgain],
    description:
      'What the user buys again and again, the likeliest next purchase first, with dates; what was bought only once where people often do buy it again (with a probability of .1 or more), what was bought on several days unless its time has long passed (.02). The filter leaves out nothing that was bought or seen. Empty before the first run is published.',
    args: {
      first: t.arg.int({ defaultValue: buyAgainSize.usual, description: `How many; at most ${buyAgainSize.most}.` }),
      filter: t.arg({ type: RecommendationFilter, description: 'What may be shown.' }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first ?? buyAgainSize.usual) }),
    resolve: buyAgainOfUser,
  }),
)

const RerankedProducts = builder.objectRef<RerankedView>('RerankedProducts').implement({
  description: "The caller's own products in the order that suits a user.",
  fields: (t) => ({
    items: t.field({
      type: [Recommendation],
      description:
        'Best first, with scores and reasons; what nothing speaks for comes last, in the order it was given and without reasons.',
      complexity: { field: 1, multiplier: 1 }, // counted by rerankProducts, which knows how many there are
      resolve: ({ items }) => [...items],
    }),
    unknown: t.idList({
      description: 'Those that the shop knows no product by, as they were given.',
      resolve: ({ unknown }) => [...unknown],
    }),
    shelf: t.field({
      type: Shelf,
      description: 'How many products there were, and which filter took how many.',
      resolve: ({ shelf }) => shelf,
    }),
  }),
})

const told = {
  visit: 'What the visitor did, in any order; at most 500.',
  shown: 'What may be shown; left out: anything new to the visitor.',
} as const

builder.queryFields((t) => ({
  sessionRecommendations: t.field({
    type: [Recommendation],
    description:
      'What to show to a visitor of whom nothing is known but this visit. Nothing is stored. Every event must be one that `trackEvents` would take of a user, else the error says which one is bad and why; an event or a filter about a product or a category that the shop does not know is an error that names the nearest. Searches (`SEARCH` with a `query`) bring up what their words are the name, the category or an attribute of, the newest search the most. Without events: what is popular. Which filter left a list short is told by `sessionShelf`, asked beside it.',
    args: {
      events: t.arg({ type: [EventInput], required: true, description: told.visit }),
      first: t.arg.int({ defaultValue: sessionSize.usual, description: `How many; at most ${sessionSize.most}.` }),
      filter: t.arg({ type: RecommendationFilter, description: told.shown }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first ?? sessionSize.usual) }),
    resolve: sessionRecommendations,
  }),
  sessionShelf: t.field({
    type: Shelf,
    nullable: true,
    description:
      'What there is to choose from for a visit, and which filter left how little of it: with the arguments of `sessionRecommendations`, beside which it may be asked in one request.',
    args: {
      events: t.arg({ type: [EventInput], required: true, description: told.visit }),
      filter: t.arg({ type: RecommendationFilter, description: told.shown }),
    },
    resolve: sessionShelf,
  }),
  rerankProducts: t.field({
    type: RerankedProducts,
    nullable: true,
    description:
      "Orders the caller's own list of products (a search result, a category page) for a user, out of the same model and with the same scores as `recommendations`. Everything is kept unless a filter says otherwise. Null where there is no such user.",
    args: {
      user: t.arg.id({ required: true, description: "The shop's own id of the user." }),
      products: t.arg.idList({ required: true, description: "The shop's own ids of the products; at most 1000." }),
      filter: t.arg({
        type: RecommendationFilter,
        description: 'What may be shown; left out: everything that was named, bought and seen things too.',
      }),
    },
    complexity: ({ products }) => ({ field: 1, multiplier: Math.max(1, products.length) }),
    resolve: rerankProducts,
  }),
}))
