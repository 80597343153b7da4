import type { Product as ProductNoun, SimilarProduct as SimilarProductNoun } from '../domain/product.ts'
import type { CountedConnection } from '../resolvers/connection.ts'
import { encodeId } from '../resolvers/global-id.ts'
import { nameIn } from '../resolvers/language.ts'
import { namedValues } from '../resolvers/portrait.ts'
import { productByExternalId, productOfSimilar, products } from '../resolvers/products.ts'
import { type SimilarConnectionView, similarProducts } from '../resolvers/similar-products.ts'
import { builder } from './builder.ts'
import { Language } from './enums.ts'
import { pageCost } from './limits.ts'
import { NamedValue } from './named-value.ts'
import { NodeInterface } from './node.ts'
import { RecommendationFilter, Shelf } from './recommendation-filter.ts'

export const Product = builder.objectRef<ProductNoun>('Product')

const SimilarProduct = builder.objectRef<SimilarProductNoun>('SimilarProduct').implement({
  description: 'A product that is bought by the same people.',
  fields: (t) => ({
    product: t.field({ type: Product, description: 'The product.', resolve: productOfSimilar }),
    score: t.exposeFloat('score', {
      description:
        'Cosine of who bought both, shrunk where few did; 0..1, higher is more similar. What only looks alike has .01 at most.',
    }),
    rank: t.exposeInt('rank', { description: 'Place in the list, from 1.' }),
  }),
})

const SimilarProductConnection = builder.connectionObject<typeof SimilarProduct, SimilarConnectionView>(
  {
    type: SimilarProduct,
    name: 'SimilarProductConnection',
    description: 'A page of similar products, most similar first.',
    fields: (t) => ({
      shelf: t.field({
        type: Shelf,
        nullable: true,
        description: 'What there was to choose from, and which filter left how few; null for the list as published.',
        resolve: ({ shelf }) => shelf,
      }),
    }),
  },
  { name: 'SimilarProductEdge', description: 'A similar product and its place.' },
)

Product.implement({
  description: 'Something the shop sells, as imported or as events first spoke of it.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('Product', id) }),
    externalId: t.exposeID('externalId', { description: "The shop's own id, as imported." }),
    name: t.string({
      nullable: true,
      description:
        'The name in that language where the shop gave one, else the name; null while only events have spoken of it.',
      args: { language: t.arg({ type: Language, defaultValue: 'EN', description: 'Language of the name.' }) },
      resolve: (product, { language }) => nameIn(product, language ?? 'EN'),
    }),
    category: t.exposeString('category', {
      nullable: true,
      description: 'Path from the root, joined by " > ", such as `toys > puzzles`; null when unknown.',
    }),
    price: t.exposeFloat('price', {
      nullable: true,
      description: 'Price of one piece, in `currency`; null when unknown.',
    }),
    currency: t.string({
      description: "ISO 4217 code of the price; the shop's where the product gives none.",
      resolve: ({ currency }, _args, { config }) => currency ?? config.currency,
    }),
    inStock: t.exposeBoolean('inStock', { description: 'Whether it can be bought now.' }),
    recommendable: t.exposeBoolean('recommendable', {
      description: 'false for what is billed but is no merchandise (postage, fees): it is never recommended.',
    }),
    attributes: t.field({
      type: [NamedValue],
      description: 'All further columns of the import, by name.',
      resolve: ({ attributes }) => namedValues(attributes),
    }),
    similar: t.connection(
      {
        type: SimilarProduct,
        // As for recommendations: a wish with a fault is no reason to lose the rest of the product.
        nullable: true,
        description:
          'What the same people buy, most similar first, then what looks alike; 20 as published, with a filter, or for a product that came since, up to 500 out of the whole catalogue as it is now, in the same order. Empty before the first recommendations are published. Null only beside an error that says what was wrong with the arguments.',
        args: {
          filter: t.arg({
            type: RecommendationFilter,
            description:
              'What may be shown, as for recommendations. Nobody in particular asks, so that nothing was bought or seen.',
          }),
        },
        complexity: pageCost,
        resolve: similarProducts,
      },
      SimilarProductConnection,
    ),
  }),
})

const ProductConnection = builder.connectionObject<typeof Product, CountedConnection<ProductNoun>>(
  {
    type: Product,
    name: 'ProductConnection',
    description: 'A page of products.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many products there are; counted only when asked for.',
        resolve: ({ count }) => count(),
      }),
    }),
  },
  { name: 'ProductEdge', description: 'A product and its place.' },
)

builder.queryFields((t) => ({
  product: t.field({
    type: Product,
    nullable: true,
    description: "One product by the shop's own id; null where there is none.",
    args: { externalId: t.arg.id({ required: true, description: "The shop's own id, as imported." }) },
    resolve: productByExternalId,
  }),
  products: t.connection(
    { type: Product, description: 'All products, by external id.', complexity: pageCost, resolve: products },
    ProductConnection,
  ),
}))
