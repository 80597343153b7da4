import type { User as UserNoun } from '../domain/user.ts'
import { churnRiskOfUser } from '../resolvers/churn-risk.ts'
import type { CountedConnection } from '../resolvers/connection.ts'
import { consentsOfUser } from '../resolvers/consents.ts'
import { encodeId } from '../resolvers/global-id.ts'
import { lifetimeValueOfUser } from '../resolvers/lifetime-value.ts'
import { namedValues, profileOfUser } from '../resolvers/portrait.ts'
import { segmentsOfUser } from '../resolvers/segments.ts'
import { shownRecommendations } from '../resolvers/shown-recommendations.ts'
import { eventsOfUser } from '../resolvers/user-events.ts'
import { userByExternalId, users } from '../resolvers/users.ts'
import { usersAtRisk } from '../resolvers/users-at-risk.ts'
import { usersLikelyToBuy } from '../resolvers/users-likely-to-buy.ts'
import { builder } from './builder.ts'
import { ChurnRiskResult } from './churn-risk.ts'
import { Consent } from './consent.ts'
import { Event, EventConnection } from './event.ts'
import { LifetimeValueResult } from './lifetime-value.ts'
import { pageCost } from './limits.ts'
import { NamedValue } from './named-value.ts'
import { NodeInterface } from './node.ts'
import { runArgs } from './prediction-unavailable.ts'
import { UserProfile } from './profile.ts'
import { Recommendation, RecommendationConnection } from './recommendation.ts'
import { RecommendationFilter } from './recommendation-filter.ts'
import { SegmentMembership } from './segment.ts'
import { UserFilter, UserOrder } from './user-filter.ts'

export const User = builder.objectRef<UserNoun>('User').implement({
  description: 'Somebody the shop knows: imported, or spoken of by an event.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('User', id) }),
    externalId: t.exposeID('externalId', { description: "The shop's own id, as imported." }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When the user came: as imported, else the first event.',
    }),
    traits: t.field({
      type: [NamedValue],
      description: 'What the shop says of the user beyond behaviour, by name.',
      resolve: ({ traits }) => namedValues(traits),
    }),
    consents: t.field({
      type: [Consent],
      description: 'What the user has said to being contacted and computed for; a purpose never spoken of is absent.',
      resolve: consentsOfUser,
    }),
    profile: t.field({
      type: UserProfile,
      nullable: true,
      description:
        'What the behaviour comes to; null before the first portraits are published and for users who came since.',
      resolve: profileOfUser,
    }),
    churnRisk: t.field({
      type: ChurnRiskResult,
      description: 'How likely the customer is to stay away.',
      args: { asOf: t.arg(runArgs.asOf), modelRun: t.arg.id(runArgs.modelRun) },
      resolve: churnRiskOfUser,
    }),
    lifetimeValue: t.field({
      type: LifetimeValueResult,
      description: 'What the customer is worth.',
      args: { asOf: t.arg(runArgs.asOf), modelRun: t.arg.id(runArgs.modelRun) },
      resolve: lifetimeValueOfUser,
    }),
    segments: t.field({
      type: [SegmentMembership],
      description: 'The segments that the user is a member of, by key; empty before the first are published.',
      complexity: { field: 1, multiplier: 3 },
      resolve: segmentsOfUser,
    }),
    recommendations: t.connection(
      {
        type: Recommendation,
        // What is wrong with a wish of one field is no reason to lose the rest of somebody.
        nullable: true,
        description:
          'What to show next, best first. What the user does changes the next answer, without a recompute; what was bought or seen is left out (see the filter). Somebody who has done nothing gets what suits their answers of a survey and what people with their traits buy, and where these tell nothing, what is trending in the shop; empty before the first run is published. Null only beside an error that says what was wrong with the arguments or why nothing can be computed now.',
        args: {
          filter: t.arg({
            type: RecommendationFilter,
            description: 'What may be shown; left out: anything new to the user.',
          }),
          diversity: t.arg.float({
            description:
              '0: by score alone; 1: as unlike each other as the scores allow; left out: a little (0.2). Above 0 the first ten also hold at most two of a kind (by their names), and none of a kind bought in the last 30 days of which few people soon buy more, as long as there is anything else.',
          }),
          log: t.arg.boolean({
            defaultValue: false,
            description:
              'Note that this page was shown: `impressionId` ties clicks and purchases to it. Ask so once for each showing. Needs the scope `track`, too.',
          }),
          explore: t.arg.boolean({
            defaultValue: false,
            description:
              'Give the last place of the first page (2 to 100 long, without a filter) to a product that is tried out: one from beyond the page or a new one, with the reason `TryingOut`. Chosen by what the shop has learned so far, with a logged probability; always logged, so it needs the scope `track`, too.',
          }),
        },
        complexity: pageCost,
        resolve: shownRecommendations,
      },
      RecommendationConnection,
    ),
    events: t.connection(
      { type: Event, description: 'What the user did, newest first.', complexity: pageCost, resolve: eventsOfUser },
      EventConnection,
    ),
  }),
})

export const UserConnection = builder.connectionObject<typeof User, CountedConnection<UserNoun>>(
  {
    type: User,
    name: 'UserConnection',
    description: 'A page of users.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many users the whole list has; counted only when asked for.',
        complexity: 10,
        resolve: ({ count }) => count(),
      }),
    }),
  },
  { name: 'UserEdge', description: 'A user and the place in the list.' },
)

builder.queryFields((t) => ({
  user: t.field({
    type: User,
    nullable: true,
    description: "One user by the shop's own id; null where there is none.",
    args: { externalId: t.arg.id({ required: true, description: "The shop's own id, as imported." }) },
    resolve: userByExternalId,
  }),
  users: t.connection(
    {
      type: User,
      description:
        'Everybody who meets the filter. A walk over pages stays with the runs that it began with, so nobody is lost or doubled when new ones are published; the values shown are always the newest.',
      args: {
        filter: t.arg({ type: UserFilter, description: 'Who; left out: everybody.' }),
        orderBy: t.arg({ type: UserOrder, description: 'In which order; left out: as they came.' }),
      },
      complexity: pageCost,
      resolve: users,
    },
    UserConnection,
  ),
  usersAtRisk: t.connection(
    {
      type: User,
      description:
        'Customers who are likely to stay away, most likely first; nobody before the first run of churn risk.',
      args: {
        minProbability: t.arg.float({ required: true, description: 'At least this churn probability, 0..1.' }),
        minLifetimeValue: t.arg.float({
          description: "At least this predicted lifetime value, in the shop's currency; left out: any.",
        }),
        filter: t.arg({ type: UserFilter, description: 'Who is meant; left out: everybody.' }),
      },
      complexity: pageCost,
      resolve: usersAtRisk,
    },
    UserConnection,
  ),
  usersLikelyToBuy: t.connection(
    {
      type: User,
      description:
        'Who is likely to buy within so many days, most likely first: everybody who was known by the as-of of the run of purchases; nobody before the first. A walk over pages stays with the runs that it began with.',
      args: {
        withinDays: t.arg.int({ required: true, description: 'Days of 24 hours after the as-of: 7, 30 or 90.' }),
        minProbability: t.arg.float({
          defaultValue: 0,
          description: 'At least this probability of a purchase, 0..1; left out: any.',
        }),
        filter: t.arg({ type: UserFilter, description: 'Who is meant; left out: everybody.' }),
      },
      complexity: pageCost,
      resolve: usersLikelyToBuy,
    },
    UserConnection,
  ),
}))
