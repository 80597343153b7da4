import type { SegmentSnapshot as SnapshotNoun } from '../domain/segment.ts'
import type { Connection } from '../resolvers/connection.ts'
import { encodeId } from '../resolvers/global-id.ts'
import {
  deleteSnapshot,
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
  snapshotsOfSegment,
} from '../resolvers/segment-snapshots.ts'
import { builder } from './builder.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { pageCost } from './limits.ts'
import { NodeInterface } from './node.ts'
import { Segment } from './segment.ts'
import { User, UserConnection } from './user.ts'

const SegmentSnapshot = builder.objectRef<SnapshotNoun>('SegmentSnapshot').implement({
  description:
    'Who was a member of a segment at one instant. It never changes, so its pages lose and double nobody; it is there until it expires or is deleted.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: ({ id }) => encodeId('SegmentSnapshot', id) }),
    segment: t.field({ type: Segment, description: 'The segment it was taken of.', resolve: segmentOfSnapshot }),
    userCount: t.exposeInt('userCount', { description: 'How many members it has.' }),
    ruleHash: t.exposeString('ruleHash', { description: "Hash of the segment's definition when it was taken." }),
    takenAt: t.expose('takenAt', { type: 'DateTime', description: 'When it was taken.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is deleted by itself; null: it stays until somebody deletes it.',
    }),
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

const SegmentSnapshotConnection = builder.connectionObject<typeof SegmentSnapshot, Connection<SnapshotNoun>>(
  { type: SegmentSnapshot, name: 'SegmentSnapshotConnection', description: 'A page of snapshots.' },
  { name: 'SegmentSnapshotEdge', description: 'A snapshot and its place.' },
)

builder.objectField(Segment, 'snapshots', (t) =>
  t.connection(
    {
      type: SegmentSnapshot,
      description: 'Its snapshots that are kept, oldest first; any two of them can be compared with `segmentDiff`.',
      complexity: pageCost,
      resolve: snapshotsOfSegment,
    },
    SegmentSnapshotConnection,
  ),
)

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
    description:
      'Keeps who is a member of a segment now, until it is deleted or `keepDays` are over. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'SnapshotSegmentResult',
        description:
          'The snapshot; or NotFoundError: no such segment, ConflictError: no segments are published yet, InvalidInputError: `keepDays` is out of its range.',
      },
    },
    args: {
      key: t.arg.id({ required: true, description: 'Key of the segment.' }),
      keepDays: t.arg.int({
        description:
          'After so many days, 1 to 3650, it is deleted by itself; left out: it stays until somebody deletes it.',
      }),
    },
    complexity: 100,
    resolve: expected(snapshotSegment),
  }),
)

builder.mutationField('deleteSnapshot', (t) =>
  t.id({
    description: 'Deletes a snapshot with its members, and answers with its id. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'DeleteSnapshotResult',
        description: 'The id; or NotFoundError: no such snapshot, ConflictError: somebody is reading it.',
      },
      result: { name: 'DeletedSnapshot', description: 'A snapshot that is gone.' },
      dataField: { name: 'id', description: 'Its global id.' },
      directResult: false,
    },
    args: { id: t.arg.id({ required: true, description: 'Global id of the snapshot.' }) },
    resolve: expected(deleteSnapshot),
  }),
)
