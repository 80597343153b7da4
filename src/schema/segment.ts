import type { Segment as SegmentNoun } from '../domain/segment.ts'
import type { Connection } from '../resolvers/connection.ts'
import { encodeId } from '../resolvers/global-id.ts'
import {
  asOfOfSegment,
  buildOfSegment,
  computedAtOfSegment,
  lastErrorOfSegments,
  type MembershipView,
  type SegmentLease,
  segmentByKey,
  segments,
  staleAfterOfSegment,
  userCountOfSegment,
} from '../resolvers/segments.ts'
import { builder } from './builder.ts'
import { SegmentKind } from './enums.ts'
import { pageCost } from './limits.ts'
import { NodeInterface } from './node.ts'

const SegmentBuild = builder.objectRef<SegmentLease>('SegmentBuild').implement({
  description:
    'That somebody is making the members of a segment. Whoever dies over it is not shown any more 15 seconds later, and has changed nothing.',
  fields: (t) => ({
    worker: t.exposeString('worker', { description: 'Host and process, such as `worker-2:4711`.' }),
    since: t.expose('since', { type: 'DateTime', description: 'When it began.' }),
    heartbeatAt: t.expose('heartbeatAt', {
      type: 'DateTime',
      description: 'When it was last heard of; every 3 seconds.',
    }),
  }),
})

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
      description: 'How many members it has; null before they were first made.',
      complexity: 5,
      resolve: userCountOfSegment,
    }),
    computedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the members were last made; null before that.',
      resolve: computedAtOfSegment,
    }),
    asOf: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The instant that the members are of, which is that of the latest event then; null before the first.',
      resolve: asOfOfSegment,
    }),
    build: t.field({
      type: SegmentBuild,
      nullable: true,
      description:
        'Who is making the members at this moment; null when nobody is, and of segments that every recompute makes (see `modelRuns`).',
      resolve: buildOfSegment,
    }),
    staleAfter: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When the members should have been made anew: of a rule a quarter of an hour after `computedAt` (that itself while they are still those of an older rule), of others 36 hours after it. null before the first.',
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
