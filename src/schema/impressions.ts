import type { SourcePerformance as PerformanceNoun, RateEstimate as RateNoun } from '../domain/impression.ts'
import { type LoggedImpression, logImpression, recommendationPerformance } from '../resolvers/impressions.ts'
import { builder } from './builder.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'

const LoggedImpressionType = builder.objectRef<LoggedImpression>('LoggedImpression').implement({
  description: 'That a list was shown to somebody.',
  fields: (t) => ({
    impressionId: t.exposeID('impressionId', {
      description: 'Send it along with the events that come of it: `EventInput.impressionId`.',
    }),
    isNew: t.exposeBoolean('isNew', { description: 'false: the same key was logged for this user before.' }),
  }),
})

builder.mutationField('logImpression', (t) =>
  t.field({
    type: LoggedImpressionType,
    description:
      'Notes what a user was shown, so that clicks and purchases can be tied to it; kept for 180 days. With a `key` the same list is safe to send again. Needs the scope `track`.',
    authScopes: { track: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'LogImpressionResult',
        description:
          'The impression; or NotFoundError: no such user, InvalidInputError: no such product, or too many; ConflictError: the key was used before for another list, order or source.',
      },
    },
    args: {
      userId: t.arg.id({ required: true, description: "The shop's own id of the user." }),
      products: t.arg.idList({
        required: true,
        description: "The shop's own ids of the products in the order of their positions, at most 100, each once.",
      }),
      source: t.arg.string({
        required: true,
        description:
          'What showed them, such as `newsletter` or `home page`; at most 64 characters. Results are told by source.',
      }),
      key: t.arg.id({
        description:
          "The sender's own id of the impression: sent again, it counts once, and the time it was sent with first stays.",
      }),
      shownAt: t.arg({ type: 'DateTime', description: 'When; left out: now. At most 30 days ago.' }),
    },
    resolve: expected(logImpression),
  }),
)

export const RateEstimate = builder.objectRef<RateNoun>('RateEstimate').implement({
  description: 'A rate and where it lies: with 95 % confidence (Wilson) between `low` and `high`.',
  fields: (t) => ({
    value: t.exposeFloat('value', { description: 'As counted, 0..1.' }),
    low: t.exposeFloat('low', { description: 'Lower end of the interval.' }),
    high: t.exposeFloat('high', { description: 'Upper end of the interval.' }),
  }),
})

const SourcePerformance = builder.objectRef<PerformanceNoun>('SourcePerformance').implement({
  description: 'What came of what one source has shown.',
  fields: (t) => ({
    source: t.exposeString('source', {
      description:
        'As logged; for lists that `recommendations(log: true)` showed, the kind of the weightiest reason, and `TRYING_OUT` for the exploration slot.',
    }),
    impressions: t.exposeInt('impressions', { description: 'Products shown, every time.' }),
    clicks: t.exposeInt('clicks', {
      description:
        'Of them, how many were viewed or put into the cart: by an event that names the impression, or by any of the same user within a day, counted for the last time the product was shown.',
    }),
    purchases: t.exposeInt('purchases', {
      description: 'Of them, how many were bought within 7 days; tied in the same way.',
    }),
    clickThroughRate: t.field({
      type: RateEstimate,
      nullable: true,
      description: 'Clicks per product shown; null before anything was shown.',
      resolve: ({ clickThroughRate }) => clickThroughRate,
    }),
    conversion: t.field({
      type: RateEstimate,
      nullable: true,
      description: 'Purchases per product shown; null before anything was shown.',
      resolve: ({ conversion }) => conversion,
    }),
  }),
})

builder.queryField('recommendationPerformance', (t) =>
  t.field({
    type: [SourcePerformance],
    description: 'What came of what was shown, by source, the most shown first.',
    args: {
      since: t.arg({ type: 'DateTime', description: 'Shown at or after; left out: 28 days before `until`.' }),
      until: t.arg({ type: 'DateTime', description: 'Shown before; left out: now. At most 92 days after `since`.' }),
    },
    complexity: 5000,
    resolve: recommendationPerformance,
  }),
)
