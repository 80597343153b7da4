import {
  type SegmentChange as ChangeView,
  exportSegments,
  type SegmentImport as ImportView,
  importSegments,
} from '../resolvers/segment-document.ts'
import { builder } from './builder.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { User } from './user.ts'

const SegmentChangeKind = builder.enumType('SegmentChangeKind', {
  description: 'What an import does to a segment.',
  values: Object.fromEntries(
    Object.entries({
      NEW: 'It was not there.',
      CHANGED: 'Its rule or its consents are others.',
      RENAMED: 'Only its name or its description is another.',
      UNCHANGED: 'It is as it was.',
      FOLLOWS: 'It is not in the document, but its rule asks about one that changes.',
    } satisfies Record<ChangeView['change'], string>).map(([name, description]) => [name, { description }]),
  ) as Record<ChangeView['change'], { description: string }>,
})

const SegmentChange = builder.objectRef<ChangeView>('SegmentChange').implement({
  description: 'What an import does, or would do, to a segment and its members.',
  fields: (t) => ({
    key: t.exposeID('key', { description: 'Key of the segment.' }),
    change: t.expose('change', { type: SegmentChangeKind, description: 'What happens to it.' }),
    fields: t.exposeStringList('fields', {
      description: 'What differs from what is stored: `rule`, `consents`, `name`, `description`.',
    }),
    ruleHashBefore: t.exposeString('ruleHashBefore', {
      nullable: true,
      description: 'Hash of the definition before; null for a new segment.',
    }),
    ruleHash: t.exposeString('ruleHash', { description: 'Hash of the definition after.' }),
    userCountBefore: t.exposeInt('userCountBefore', {
      nullable: true,
      description: 'Members before; null where there were none made.',
    }),
    userCount: t.exposeInt('userCount', { nullable: true, description: 'Members after.' }),
    enteredCount: t.exposeInt('enteredCount', { description: 'How many enter.' }),
    leftCount: t.exposeInt('leftCount', { description: 'How many leave.' }),
    entered: t.expose('entered', {
      type: [User],
      // A mutation answers keys that may not read.
      authScopes: { read: true },
      description: 'Some of those who enter, at most ten; needs the scope `read`.',
    }),
    left: t.expose('left', {
      type: [User],
      authScopes: { read: true },
      description: 'Some of those who leave, at most ten; needs the scope `read`.',
    }),
  }),
})

const SegmentImport = builder.objectRef<ImportView>('SegmentImport').implement({
  description: 'What an import of segments did; or, of a dry run, would have done.',
  fields: (t) => ({
    dryRun: t.exposeBoolean('dryRun', { description: 'Whether nothing was saved.' }),
    changes: t.expose('changes', {
      type: [SegmentChange],
      description: 'The segments of the document, in its order; then those that follow.',
    }),
  }),
})

builder.queryField('exportSegments', (t) =>
  t.field({
    type: 'JSON',
    description:
      'Segments with rules of their own as code: `{format, version, segments: [{key, name, description, consents, rule, ruleHash}]}`, by key; what `importSegments` takes.',
    errors: {
      ...expectedErrors,
      union: { name: 'ExportSegmentsResult', description: 'The document; or NotFoundError: one is not there.' },
      result: { name: 'SegmentDocument', description: 'Segments as code.' },
      dataField: { name: 'document', description: 'The document.' },
      directResult: false,
    },
    args: { keys: t.arg.idList({ description: 'Keys of segments; all unless said.' }) },
    complexity: 50,
    resolve: expected(exportSegments),
  }),
)

builder.mutationField('importSegments', (t) =>
  t.field({
    type: SegmentImport,
    description:
      'Saves the segments of a document, all or none, and makes their members and those of segments that ask about them; a dry run tells who would enter and leave, and changes nothing. Segments that are not in the document stay. Safe to send again. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'ImportSegmentsResult',
        description:
          'What changed; or InvalidInputError: the document has faults, each told with its path, NotFoundError: a rule asks about what is not there, ConflictError: a key belongs to a segment that every recompute makes, or a segment that something needs would lose all its members.',
      },
    },
    args: {
      document: t.arg({
        type: 'JSON',
        required: true,
        description: 'As `exportSegments` gives it. Hashes are not read.',
      }),
      dryRun: t.arg.boolean({
        required: true,
        defaultValue: false,
        description: 'Whether to tell what would change, and change nothing.',
      }),
      allowEmpty: t.arg.boolean({
        required: true,
        defaultValue: false,
        description: 'Whether segments that a rule, a campaign or a webhook needs may lose all their members.',
      }),
    },
    complexity: 1000,
    resolve: expected(importSegments),
  }),
)
