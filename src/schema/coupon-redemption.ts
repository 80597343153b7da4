import { redeemCoupon } from '../resolvers/campaign-changes.ts'
import { builder } from './builder.ts'
import { Redemption } from './campaign.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'

builder.mutationField('redeemCoupon', (t) =>
  t.field({
    type: Redemption,
    description:
      'Redeems a code for an order. Sent again for the same order, or many times at once, it is one redemption; for another order it is refused. Needs the scope `track` or `compute`.',
    authScopes: { $any: { track: true, compute: true } },
    errors: {
      ...expectedErrors,
      union: {
        name: 'RedeemCouponResult',
        description:
          'The redemption; or NotFoundError: no such code, InvalidInputError: an argument is out of its range, ConflictError: too early, expired, redeemed for another order, of another user, or the order does not meet what it asks for.',
      },
    },
    args: {
      code: t.arg.id({ required: true, description: 'The code; capitals, blanks and hyphens do not matter.' }),
      orderId: t.arg.id({ required: true, description: "The shop's order id." }),
      user: t.arg.id({ description: "The shop's own id of who redeems it: somebody else's coupon is refused." }),
      amount: t.arg.float({
        description: 'What the order comes to before the discount: checked against the least spend.',
      }),
      discount: t.arg.float({ description: 'What it took off: kept for the results.' }),
    },
    complexity: 5,
    resolve: expected(redeemCoupon),
  }),
)
