import type { ruleWarningCodes } from '../domain/segment-rule.ts'
import {
  type DefineSegmentInput as DefinitionInput,
  defineSegment,
  deleteSegment,
  type MembershipExplanation as ExplanationNoun,
  explainMembership,
  type SegmentPreview as PreviewNoun,
  previewSegment,
  sampleOfPreview,
} from '../resolvers/segment-rules.ts'
import { builder } from './builder.ts'
import { ConsentPurpose } from './enums.ts'
import { expectedErrors } from './errors.ts'
import { expected } from './expected.ts'
import { Segment } from './segment.ts'
import { SegmentRule } from './segment-rule.ts'
import { User } from './user.ts'

const path = 'Where in the rule, such as `all[1].event`; empty for the whole.'

const RuleWarningCode = builder.enumType('RuleWarningCode', {
  description: 'What is probably not meant.',
  values: Object.fromEntries(
    Object.entries({
      CONTRADICTION: 'Two clauses that must hold together never do.',
      NEVER_TRUE: 'A clause that holds for nobody.',
      ALWAYS_TRUE: 'A clause that holds for everybody.',
      CONSENT_INSIDE_ANY: 'Consent that something else can stand in for.',
      EXPENSIVE: 'A clause that reads the whole past.',
      REPEATED: 'A clause that says what another one says.',
    } satisfies Record<(typeof ruleWarningCodes)[number], string>).map(([name, description]) => [
      name,
      { description },
    ]),
  ) as Record<(typeof ruleWarningCodes)[number], { description: string }>,
})

const RuleWarning = builder.objectRef<PreviewNoun['warnings'][number]>('RuleWarning').implement({
  description: 'What is probably not meant with a rule; it can be saved all the same.',
  fields: (t) => ({
    code: t.expose('code', { type: RuleWarningCode, description: 'What.' }),
    path: t.exposeString('path', { description: path }),
    message: t.exposeString('message', { description: 'What, and what to do, for people.' }),
  }),
})

const ClauseCount = builder.objectRef<PreviewNoun['clauses'][number]>('ClauseCount').implement({
  description: 'How many users a clause keeps.',
  fields: (t) => ({
    path: t.exposeString('path', { description: path }),
    text: t.exposeString('text', { description: 'The clause, for people.' }),
    userCount: t.exposeInt('userCount', {
      description:
        'The funnel: of those whom the clauses before it in the same `all` have kept, how many this one keeps.',
    }),
    alone: t.exposeInt('alone', { description: 'How many it would keep alone.' }),
  }),
})

const SegmentPreview = builder.objectRef<PreviewNoun>('SegmentPreview').implement({
  description: 'Whom a rule would find now, by the same statement that saved segments are made by.',
  fields: (t) => ({
    userCount: t.exposeInt('userCount', { description: 'How many, those who withhold a consent left out.' }),
    share: t.exposeFloat('share', { description: 'Part of all users, 0 to 1.' }),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      description: 'The instant that windows are seen from: that of the latest event.',
    }),
    sample: t.field({
      type: [User],
      description: 'Some of them, at most 100; the same each time.',
      args: { first: t.arg.int({ defaultValue: 10, required: true, description: 'How many.' }) },
      complexity: ({ first }) => ({ field: 200, multiplier: Math.max(1, first ?? 10) }),
      resolve: sampleOfPreview,
    }),
    clauses: t.expose('clauses', {
      type: [ClauseCount],
      description: 'The rule and its parts, each before what is in it; at most 250.',
    }),
    warnings: t.expose('warnings', { type: [RuleWarning], description: 'What is probably not meant.' }),
  }),
})

const MembershipClause = builder.objectRef<ExplanationNoun['clauses'][number]>('MembershipClause').implement({
  description: 'Whether a clause holds for a user.',
  fields: (t) => ({
    path: t.exposeString('path', { description: `${path} \`consents.EMAIL\` is a consent that the segment asks for.` }),
    text: t.exposeString('text', { description: 'The clause, for people.' }),
    holds: t.exposeBoolean('holds', { description: 'Whether it does.' }),
    actual: t.exposeString('actual', {
      nullable: true,
      description: 'What is so about the user; null for groups and for what is unknown.',
    }),
    needed: t.exposeString('needed', { nullable: true, description: 'What the clause wants; null for groups.' }),
    nearMiss: t.exposeBoolean('nearMiss', {
      description:
        'Whether it fails by little: no number of it misses by more than a tenth of the bound (or by one, beyond one), and no instant by more than a tenth of the window (of a date: by a day).',
    }),
  }),
})

const MembershipExplanation = builder.objectRef<ExplanationNoun>('MembershipExplanation').implement({
  description: 'Why a user is in a segment or not.',
  fields: (t) => ({
    member: t.exposeBoolean('member', { description: 'Whether the rule and the consents hold.' }),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      description: 'The instant that windows are seen from: that of the members.',
    }),
    clauses: t.expose('clauses', {
      type: [MembershipClause],
      description: 'The rule and its parts, each before what is in it; then consents.',
    }),
  }),
})

const consents = (what: string) =>
  `Purposes that every member must have consented to, whatever the rule says: applied last, always${what}.`

const DefineSegmentInput = builder.inputRef<DefinitionInput>('DefineSegmentInput').implement({
  description: 'What a segment is to be.',
  fields: (t) => ({
    key: t.id({ required: true, description: 'Stable key: small letters, digits, dots, dashes and underscores.' }),
    name: t.string({ required: true, description: 'Name, for people.' }),
    description: t.string({ description: 'What it is for, for people.' }),
    rule: t.field({ type: SegmentRule, required: true, description: 'Who belongs to it.' }),
    consents: t.field({ type: [ConsentPurpose], description: consents('') }),
    allowEmpty: t.boolean({
      description:
        'Whether to save it even if it then has no members, while it has some now and other rules, campaigns or webhooks need it.',
    }),
  }),
})

builder.queryFields((t) => ({
  previewSegment: t.field({
    type: SegmentPreview,
    description: 'Whom a rule would find, without saving it: how many, some of them, and a funnel of its clauses.',
    errors: {
      ...expectedErrors,
      union: {
        name: 'PreviewSegmentResult',
        description:
          'The preview; or InvalidInputError: the rule has a fault, NotFoundError: it asks about a segment that is not there, ConflictError: it would take too long.',
      },
    },
    args: {
      rule: t.arg({ type: SegmentRule, required: true, description: 'Who belongs to it.' }),
      consents: t.arg({ type: [ConsentPurpose], description: consents('') }),
    },
    complexity: 500,
    resolve: expected(previewSegment),
  }),
  explainMembership: t.field({
    type: MembershipExplanation,
    description:
      'Why a user is in a segment with a rule of its own, or not: clause by clause, with actual values and near misses.',
    errors: {
      ...expectedErrors,
      union: {
        name: 'ExplainMembershipResult',
        description: 'The explanation; or NotFoundError: no such user or segment.',
      },
    },
    args: {
      user: t.arg.id({ required: true, description: "The shop's own id of the user." }),
      segment: t.arg.id({ required: true, description: 'Key of the segment.' }),
    },
    complexity: 50,
    resolve: expected(explainMembership),
  }),
}))

builder.mutationFields((t) => ({
  defineSegment: t.field({
    type: Segment,
    description:
      'Saves a rule under its key, new or in place of the one before, and finds its members, which are then kept up to date every minute. Safe to send again. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'DefineSegmentResult',
        description:
          'The segment; or InvalidInputError: the rule has a fault, NotFoundError: it asks about a segment that is not there, ConflictError: the key belongs to a segment that every recompute makes, or what needs its members would be left without any.',
      },
    },
    args: { input: t.arg({ type: DefineSegmentInput, required: true, description: 'What it is to be.' }) },
    complexity: 500,
    resolve: expected(defineSegment),
  }),
  deleteSegment: t.id({
    description:
      'Removes a segment with a rule of its own, with its members, their history and its snapshots, and answers with its key. Needs the scope `compute`.',
    authScopes: { compute: true },
    errors: {
      ...expectedErrors,
      union: {
        name: 'DeleteSegmentResult',
        description:
          'The key; or NotFoundError: no such segment, ConflictError: a rule, a campaign or a webhook needs it; the message names them.',
      },
      result: { name: 'DeletedSegment', description: 'A segment that is gone.' },
      dataField: { name: 'key', description: 'Its key.' },
      directResult: false,
    },
    args: { key: t.arg.id({ required: true, description: 'Key of the segment.' }) },
    resolve: expected(deleteSegment),
  }),
}))
