import type { SegmentSnapshot as SnapshotNoun } from '../domain/segment.ts'
import { encodeId } from '../resolvers/global-id.ts'
import {
  enteredCount,
  enteredUsers,
  leftCount,
  leftUsers,
  membersOfSnapshot,
  type SegmentDiffView,
  segmentDiff,
  segmentOfSnapshot,
  segmentSnapshot,
  snapshotSegment,
} from '../resolvers/segment-snapshots.ts'
import { builder } from './builder.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { pageCost } from './limits.ts'
import { NodeInterface } from './node.ts'
import { Segment } from './segment.ts'
import { User, UserConnection } from './user.ts'

const SegmentSnapshot = builder.objectRef<SnapshotNoun>('SegmentSnapshot').implement({
  description: 'Who was a member of a segment at one instant. It never changes, so its pages lose and double nobody.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('SegmentSnapshot', id) }),
    segment: t.field({ type: Segment, description: 'The segment it was taken of.', resolve: segmentOfSnapshot }),
    userCount: t.exposeInt('userCount', { description: 'How many members it has.' }),
    ruleHash: t.exposeString('ruleHash', { description: "Hash of the segment's definition when it was taken." }),
    takenAt: t.expose('takenAt', { type: 'DateTime', description: 'When it was taken.' }),
    members: t.connection(
      {
        type: User,
        description: 'The members, in an order that stays. At most 1000 a page; needs the scope `read`.',
        // A mutation hands out snapshots to keys that may not read.
        authScopes: { read: true },
        complexity: pageCost,
        resolve: membersOfSnapshot,
      },
      UserConnection,
    ),
  }),
})

const SegmentDiff = builder.objectRef<SegmentDiffView>('SegmentDiff').implement({
  description: 'How the members of a segment changed between two snapshots.',
  fields: (t) => ({
    from: t.expose('from', { type: SegmentSnapshot, description: 'The snapshot to compare with.' }),
    to: t.expose('to', { type: SegmentSnapshot, description: 'The snapshot that is compared.' }),
    enteredCount: t.int({
      description: 'How many are in `to` and not in `from`.',
      complexity: 50,
      resolve: enteredCount,
    }),
    leftCount: t.int({ description: 'How many are in `from` and not in `to`.', complexity: 50, resolve: leftCount }),
    entered: t.connection(
      {
        type: User,
        description: 'Who is in `to` and not in `from`. At most 1000 a page.',
        complexity: pageCost,
        resolve: enteredUsers,
      },
      UserConnection,
    ),
    left: t.connection(
      {
        type: User,
        description: 'Who is in `from` and not in `to`. At most 1000 a page.',
        complexity: pageCost,
        resolve: leftUsers,
      },
      UserConnection,
    ),
  }),
})

builder.queryFields((t) => ({
  segmentSnapshot: t.field({
    type: SegmentSnapshot,
    nullable: true,
    description: 'One snapshot by its id; null where there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id of a snapshot.' }) },
    resolve: segmentSnapshot,
  }),
  segmentDiff: t.field({
    type: SegmentDiff,
    nullable: true,
    description: 'Compares two snapshots of one segment; null where one of them is not there.',
    args: {
      from: t.arg.id({ required: true, description: 'Global id of the snapshot to compare with, usually the older.' }),
      to: t.arg.id({ required: true, description: 'Global id of the snapshot that is compared, usually the newer.' }),
    },
    resolve: segmentDiff,
  }),
}))

builder.mutationField('snapshotSegment', (t) =>
  t.field({
    type: SegmentSnapshot,
    description: 'Keeps who is a member of a segment now, for good. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'SnapshotSegmentResult',
        description: 'The snapshot; or NotFoundError: no such segment, ConflictError: no segments are published yet.',
      },
    },
    args: { key: t.arg.id({ required: true, description: 'Key of the segment.' }) },
    complexity: 100,
    resolve: expected(snapshotSegment),
  }),
)
