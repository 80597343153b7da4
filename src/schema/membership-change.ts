import type { MemberChange as ChangeNoun } from '../domain/member-change.ts'
import type { Connection } from '../resolvers/connection.ts'
import {
  changesOfSegment,
  segmentHistoryOfUser,
  segmentOfChange,
  userOfChange,
} from '../resolvers/membership-changes.ts'
import { builder } from './builder.ts'
import { MembershipEvent } from './enums.ts'
import { pageCost } from './limits.ts'
import { Segment } from './segment.ts'
import { User } from './user.ts'

const MembershipChange = builder.objectRef<ChangeNoun>('MembershipChange').implement({
  description: 'That somebody entered a segment with a rule of its own, or left it.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'Who.', resolve: userOfChange }),
    segment: t.field({
      type: Segment,
      nullable: true,
      description: 'Which; null where it is deleted while this is read.',
      resolve: segmentOfChange,
    }),
    change: t.expose('change', { type: MembershipEvent, description: 'What happened.' }),
    at: t.expose('at', {
      type: 'DateTime',
      description: 'When it was noticed, by the clock: never before that of the change told before it.',
    }),
  }),
})

const MembershipChangeConnection = builder.connectionObject<typeof MembershipChange, Connection<ChangeNoun>>(
  { type: MembershipChange, name: 'MembershipChangeConnection', description: 'A page of changes.' },
  { name: 'MembershipChangeEdge', description: 'A change and its place.' },
)

const since = 'Only what was noticed at this instant or later. To miss nothing, ask again with `after`.'

builder.objectField(Segment, 'changes', (t) =>
  t.connection(
    {
      type: MembershipChange,
      nullable: true,
      description:
        'Who entered and who left, oldest first. A cursor stays good: asked again with `after`, it tells what is new since. null of segments that every recompute makes: of them snapshots are compared (`segmentDiff`). Needs the scope `read`.',
      // A mutation hands out segments to keys that may not read.
      authScopes: { read: true },
      args: { since: t.arg({ type: 'DateTime', description: since }) },
      complexity: pageCost,
      resolve: changesOfSegment,
    },
    MembershipChangeConnection,
  ),
)

builder.objectField(User, 'segmentHistory', (t) =>
  t.connection(
    {
      type: MembershipChange,
      description: 'The segments with rules of their own that the user entered and left, oldest first.',
      args: { since: t.arg({ type: 'DateTime', description: since }) },
      complexity: pageCost,
      resolve: segmentHistoryOfUser,
    },
    MembershipChangeConnection,
  ),
)
