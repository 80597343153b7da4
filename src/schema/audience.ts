import { type Audience, audienceOfProduct } from '../resolvers/audience.ts'
import { builder } from './builder.ts'
import { pageCost } from './limits.ts'
import { Product } from './product.ts'
import { User } from './user.ts'

const AudienceConnection = builder.connectionObject<typeof User, Audience>(
  { type: User, name: 'AudienceConnection', description: 'A page of an audience, likeliest buyers first.' },
  {
    name: 'AudienceEdge',
    description: 'A user, and how strongly purchases speak for this one, too.',
    fields: (t) => ({
      score: t.exposeFloat('score', {
        description:
          'How strongly what the user has bought speaks for the product, 0 to below 1: the similarities of the products bought to this one, and at most a tenth for purchases of its category or with its attributes, all halved for every 180 days past, and less for those who have bought nothing of the kind of late. 0: nothing speaks for it. To be compared within one audience; not a probability.',
      }),
    }),
  },
)

builder.objectField(Product, 'audience', (t) =>
  t.connection(
    {
      type: User,
      description:
        'Who is likely to buy this: all users, best first. At most the 50,000 of whom purchases speak most, by `score`; after them everybody else, by the latest order, then those who came since. A walk over pages stays with one order: it is kept for an hour after its last page was read, and a first page may come from one that was built up to 15 minutes ago. Whoever buys the product during a walk is left out from then on, unless owners are included. Empty before the first recommendations are published.',
      args: {
        includeOwners: t.arg.boolean({
          defaultValue: false,
          description: 'Keep those who have bought it before; left out: they are not listed.',
        }),
      },
      // Building an order reads what thousands have bought: thirty at once are enough.
      complexity: (args) => ({ ...pageCost(args), field: 5000 }),
      resolve: audienceOfProduct,
    },
    AudienceConnection,
  ),
)
