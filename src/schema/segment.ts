import type { Segment as SegmentNoun } from '../domain/segment.ts'
import type { Connection } from '../resolvers/connection.ts'
import { encodeId } from '../resolvers/global-id.ts'
import {
  computedAtOfSegment,
  lastErrorOfSegments,
  type MembershipView,
  segmentByKey,
  segments,
  staleAfterOfSegment,
  userCountOfSegment,
} from '../resolvers/segments.ts'
import { builder } from './builder.ts'
import { SegmentKind } from './enums.ts'
import { pageCost } from './limits.ts'
import { NodeInterface } from './node.ts'

export const Segment = builder.objectRef<SegmentNoun>('Segment').implement({
  description: 'A named group of users that follows from a definition. To walk the members, take a snapshot.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('Segment', id) }),
    key: t.exposeID('key', { description: 'Stable key, such as `champions`.' }),
    name: t.exposeString('name', { description: 'Name, for people.' }),
    description: t.exposeString('description', { description: 'Who is in it, for people.' }),
    kind: t.expose('kind', { type: SegmentKind, description: 'How it comes about.' }),
    ruleHash: t.exposeString('ruleHash', {
      description: 'Stable hash of the definition: it changes when the definition does.',
    }),
    userCount: t.int({
      nullable: true,
      description: 'Members in the published run; null before the first.',
      complexity: 5,
      resolve: userCountOfSegment,
    }),
    computedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the published membership was ready; null before the first.',
      resolve: computedAtOfSegment,
    }),
    staleAfter: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        '36 hours after `computedAt`: past that, a nightly recompute has been missed. null before the first.',
      resolve: staleAfterOfSegment,
    }),
    lastError: t.string({
      nullable: true,
      description: 'Why the last attempt to compute the membership changed nothing; null when it went well.',
      resolve: lastErrorOfSegments,
    }),
  }),
})

export const SegmentMembership = builder.objectRef<MembershipView>('SegmentMembership').implement({
  description: 'That a user is a member of a segment.',
  fields: (t) => ({
    enteredAt: t.expose('enteredAt', {
      type: 'DateTime',
      description: 'As-of of the first run, of an unbroken row up to now, that had the user in the segment.',
    }),
    segment: t.expose('segment', { type: Segment, description: 'The segment.' }),
  }),
})

const SegmentConnection = builder.connectionObject<typeof Segment, Connection<SegmentNoun>>(
  { type: Segment, name: 'SegmentConnection', description: 'A page of segments.' },
  { name: 'SegmentEdge', description: 'A segment and its place.' },
)

builder.queryFields((t) => ({
  segment: t.field({
    type: Segment,
    nullable: true,
    description: 'One segment by its key; null where there is none.',
    args: { key: t.arg.id({ required: true, description: 'Key of the segment.' }) },
    resolve: segmentByKey,
  }),
  segments: t.connection(
    { type: Segment, description: 'All segments, oldest first.', complexity: pageCost, resolve: segments },
    SegmentConnection,
  ),
}))
