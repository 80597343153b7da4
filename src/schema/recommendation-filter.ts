import type { AttributeFilterInput, RecommendationFilterInput } from '../resolvers/recommendation-filter.ts'
import type { Shelf as ShelfNoun } from '../resolvers/recommendations.ts'
import { builder } from './builder.ts'

const AttributeFilter = builder.inputRef<AttributeFilterInput>('AttributeFilter').implement({
  description:
    'A condition on an attribute of the product (a further column of the product import): the name and exactly one of the others. A name that no product has is an error.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the attribute, as imported.' }),
    equals: t.field({ type: 'TraitValue', description: 'It has this value.' }),
    in: t.field({ type: ['TraitValue'], description: 'It has one of these values.' }),
    exists: t.boolean({ description: 'true: it has any value; false: it has none.' }),
  }),
})

export const RecommendationFilter = builder.inputRef<RecommendationFilterInput>('RecommendationFilter').implement({
  description:
    'What may be shown: every condition must hold, for the products as they are now, over the whole catalogue. A filter changes what is shown, never the scores. An attribute that no product has is an error with the nearest name; for a category see `Shelf.hint`.',
  fields: (t) => ({
    categoryIn: t.stringList({
      description:
        'Of one of these categories or anything below. A bare name, such as `toys`, is any level of a path that bears it; `kids > toys` is wherever these levels follow each other; upper and lower case are the same. What no product is of lets nothing pass, and `Shelf.hint` names the nearest.',
    }),
    priceGte: t.float({ description: 'Costs at least this; an unknown price never does.' }),
    priceLte: t.float({ description: 'Costs at most this; an unknown price never does.' }),
    inStock: t.boolean({ description: 'true: can be bought now; false: cannot. Left out: either.' }),
    marginGte: t.float({
      description:
        'At least this part of the price is margin, such as 0.3: the attribute `margin`, else (price - `cost`) / price by the attribute `cost`. What has neither does not pass.',
    }),
    brandIn: t.stringList({ description: 'The attribute `brand` is one of these.' }),
    attributes: t.field({ type: [AttributeFilter], description: 'All of these hold.' }),
    productIn: t.idList({
      description: "Only these, by the shop's own ids; an id that the shop does not know is no product.",
    }),
    productNotIn: t.idList({ description: "None of these, by the shop's own ids: what the page shows anyway." }),
    excludePurchased: t.boolean({
      defaultValue: true,
      description:
        'Leaves out what the user has bought, ever; false for shops where people buy the same again: then it is no matter that they have seen it, too.',
    }),
    excludeSeen: t.boolean({
      defaultValue: true,
      description:
        'Leaves out what the user has looked at or put into the cart lately (within the last 500 such events) or reviewed, but for what was bought, which is up to `excludePurchased`; false to remind of it.',
    }),
  }),
})

const RemovedBy = builder.objectRef<ShelfNoun['removedBy'][number]>('RemovedBy').implement({
  description: 'What one filter took from the shelf.',
  fields: (t) => ({
    filter: t.exposeString('filter', {
      description:
        'The condition by its name in the filter, such as `priceLte`, `brandIn` or `attributes.colour`; `score`: nothing that the model knows speaks for them.',
    }),
    count: t.exposeInt('count', { description: 'Products that it took of those that the ones before it had left.' }),
  }),
})

export const Shelf = builder.objectRef<ShelfNoun>('Shelf').implement({
  description: 'How many products there were to choose from, and which filter left how few.',
  fields: (t) => ({
    candidates: t.exposeInt('candidates', { description: 'Products that may be recommended at all.' }),
    left: t.exposeInt('left', {
      description: 'Those that passed every condition. A list ends after 500 of them.',
    }),
    removedBy: t.expose('removedBy', {
      type: [RemovedBy],
      description:
        'What each condition took, in the order in which they were applied; those that took nothing are absent.',
    }),
    emptiedBy: t.exposeString('emptiedBy', {
      nullable: true,
      description: 'The condition after which nothing was left; null where something was.',
    }),
    hint: t.exposeString('hint', {
      nullable: true,
      description:
        'For people: which categories of the filter no product is of and which values of attributes none has, and the nearest that there are. Null where all are known.',
    }),
  }),
})
