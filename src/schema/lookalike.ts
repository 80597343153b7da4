import type { LikenessTrial } from '../domain/lookalike.ts'
import { type LookalikeConnectionView, type LookalikeView, lookalikes } from '../resolvers/lookalikes.ts'
import { builder } from './builder.ts'
import { pageCost } from './limits.ts'
import { User } from './user.ts'

const Lookalike = builder.objectRef<LookalikeView>('Lookalike').implement({
  description: 'Somebody outside a segment who behaves like its members.',
  fields: (t) => ({
    user: t.expose('user', { type: User, description: 'The user.' }),
    score: t.exposeFloat('score', {
      description:
        'How alike, 0..1. It tells an order within one list, not a probability, and is not comparable between lists.',
    }),
    rank: t.exposeInt('rank', { description: 'Place in the list, from 1.' }),
  }),
})

const LikenessTrialRef = builder.objectRef<LikenessTrial>('LikenessTrial').implement({
  description: 'How well a way of telling likeness found members that it was not shown.',
  fields: (t) => ({
    model: t.exposeString('model', { description: 'Name of the way.' }),
    auc: t.exposeFloat('auc', {
      description: 'How often a member that was held out ranks above somebody else; 0.5: by lot.',
    }),
    foundInFirstTenth: t.exposeFloat('foundInFirstTenth', {
      description: 'Of the members held out how many are in the first tenth of all, 0..1; by lot: 0.1.',
    }),
  }),
})

const LookalikeConnection = builder.connectionObject<typeof Lookalike, LookalikeConnectionView>(
  {
    type: Lookalike,
    name: 'LookalikeConnection',
    description: 'A page of lookalikes.',
    fields: (t) => ({
      seedCount: t.int({
        description: 'Members of the segment that the list was made from.',
        resolve: ({ list }) => list.seedCount,
      }),
      totalCount: t.int({
        description: 'People on the list, at most 100,000; whoever was suppressed since is counted, but not shown.',
        resolve: ({ list }) => list.userCount,
      }),
      takenAt: t.field({
        type: 'DateTime',
        description:
          'When the list was made. It never changes; after a day, or with new clusters or another rule, the first page comes from a new one.',
        resolve: ({ list }) => list.takenAt,
      }),
      model: t.string({
        description: 'The way of telling likeness that was chosen.',
        resolve: ({ list }) => list.model,
      }),
      heldOut: t.int({
        description: 'Members that were held out to choose it by.',
        resolve: ({ list }) => list.heldOut,
      }),
      trials: t.field({
        type: [LikenessTrialRef],
        description: 'All ways that were tried.',
        complexity: { field: 1, multiplier: 3 },
        resolve: ({ list }) => list.trials,
      }),
    }),
  },
  { name: 'LookalikeEdge', description: 'A lookalike and the place in the list.' },
)

builder.queryField('lookalikes', (t) =>
  t.connection(
    {
      type: Lookalike,
      // What is wrong with a segment of one field is no reason to lose the rest of the answer.
      nullable: true,
      description:
        'Who outside a segment behaves most like its members, most alike first: whom to reach beside them. Nobody on a suppression list is shown. The first question about a segment computes the list (seconds, for a million users); later ones read it. Null only beside an error: NOT_FOUND, NOT_COMPUTED (no clusters or members yet), INSUFFICIENT_DATA (fewer than 20 members who were seen in the shop, or nobody outside).',
      args: { segment: t.arg.id({ required: true, description: 'Key of the segment.' }) },
      complexity: (args) => ({ ...pageCost(args), field: 1000 }),
      resolve: lookalikes,
    },
    LookalikeConnection,
  ),
)
