import type { PoolClient } from 'pg'

import type { User } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { withDependents } from '../rules/dependency-order.ts'
import { type DocumentedSegment, readSegmentDocument } from '../rules/segment-document.ts'
import type { Database } from '../store/database.ts'
import { type BuildResult, buildMembers, buildWithin, untilFree } from '../store/rules/build-members.ts'
import { lastMemberChange, sampleMemberChanges } from '../store/rules/member-changes.ts'
import type { RuleNames } from '../store/rules/rule-plan.ts'
import {
  listRuleSegments,
  lockDefinitions,
  type RuleSegment,
  readRuleNames,
  ruleHashOf,
  saveRuleSegment,
} from '../store/rules/rule-segments.ts'
import { findBuild } from '../store/rules/segment-builds.ts'
import { inOrder, requireAcyclic, requireKnown, tellFaults } from './check-definition.ts'
import { needsOf } from './segment-needs.ts'

/** NEW, CHANGED (other members may follow), RENAMED (only words changed), UNCHANGED; FOLLOWS: not imported, but its rule asks about one that was. */
export const segmentChangeKinds = ['NEW', 'CHANGED', 'RENAMED', 'UNCHANGED', 'FOLLOWS'] as const
export type SegmentChangeKind = (typeof segmentChangeKinds)[number]

export interface SegmentChange {
  readonly key: string
  readonly change: SegmentChangeKind
  /** What differs from what is stored: rule, consents, name, description. */
  readonly fields: readonly string[]
  readonly ruleHashBefore: string | null
  readonly ruleHash: string
  /** null: never built. */
  readonly userCountBefore: number | null
  readonly userCount: number | null
  readonly enteredCount: number
  readonly leftCount: number
  /** Some of them. */
  readonly entered: readonly User[]
  readonly left: readonly User[]
}

export interface SegmentImport {
  readonly dryRun: boolean
  readonly changes: readonly SegmentChange[]
}

export interface ImportRequest {
  readonly document: unknown
  readonly dryRun: boolean
  /** Whether segments that something needs may lose all their members. */
  readonly allowEmpty: boolean
  readonly now: Date
}

const sampled = 10

/** What is in the document, checked against all that is there. */
interface Plan {
  readonly wanted: readonly DocumentedSegment[]
  readonly before: ReadonlyMap<string, RuleSegment>
}

/** The same failure, saying of which segment. */
const naming = (key: string, check: () => void): void => {
  try {
    check()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    throw new CodedError(error.code, `"${key}": ${error.message}`, { cause: error })
  }
}

const planImport = async (client: PoolClient, segments: readonly DocumentedSegment[]): Promise<Plan> => {
  const names = await readRuleNames(client)
  const there = await listRuleSegments(client)
  const wanted = segments.map((segment) => ({ ...segment, consents: inOrder(segment.consents) }))
  const keys = new Set(wanted.map(({ key }) => key))
  const known: RuleNames = {
    ...names,
    segments: new Map([...names.segments, ...wanted.map(({ key }) => [key, { id: 0, run: 'RULE' as const }] as const)]),
  }
  const after = [...there.filter(({ key }) => !keys.has(key)), ...wanted]
  for (const { key, rule } of wanted)
    naming(key, () => {
      requireKnown(rule, known)
      requireAcyclic(key, rule, after)
    })
  return { wanted, before: new Map(there.map((segment) => [segment.key, segment])) }
}

const compared = ['rule', 'consents', 'name', 'description'] as const

const differing = (segment: DocumentedSegment, before: RuleSegment | undefined): readonly string[] => {
  if (before === undefined) return compared
  return compared.filter((field) =>
    field === 'rule'
      ? ruleHashOf({ rule: segment.rule, consents: [] }) !== ruleHashOf({ rule: before.rule, consents: [] })
      : String(segment[field]) !== String(before[field]),
  )
}

const changeOf = (fields: readonly string[], isNew: boolean): SegmentChangeKind => {
  if (isNew) return 'NEW'
  if (fields.includes('rule') || fields.includes('consents')) return 'CHANGED'
  return fields.length > 0 ? 'RENAMED' : 'UNCHANGED'
}

/** Saves what differs, whose members are to be made again, and whose follow. */
const saveAll = async (client: PoolClient, { wanted, before }: Plan) => {
  const changed = new Set<string>()
  for (const segment of wanted) {
    const fields = differing(segment, before.get(segment.key))
    if (fields.length === 0) continue
    const saved = await saveRuleSegment(client, segment)
    if (saved === null)
      throw new CodedError(
        'SEGMENT_IN_USE',
        `"${segment.key}" is a segment that every recompute makes; choose another key.`,
      )
    if (changeOf(fields, !before.has(segment.key)) !== 'RENAMED') changed.add(segment.key)
  }
  return withDependents(changed, await listRuleSegments(client))
}

interface Wanted extends Pick<ImportRequest, 'allowEmpty' | 'now'> {
  readonly segments: readonly DocumentedSegment[]
}

type Builder = (segment: RuleSegment) => Promise<BuildResult | null>

interface Followed
  extends Pick<SegmentChange, 'userCountBefore' | 'userCount' | 'enteredCount' | 'leftCount' | 'entered' | 'left'> {
  readonly ruleHash: string
}

const follow = async (
  client: Pick<PoolClient, 'query'>,
  segments: readonly RuleSegment[],
  build: Builder,
): Promise<ReadonlyMap<string, Followed>> => {
  const followed = new Map<string, Followed>()
  for (const segment of segments) {
    const segmentId = segment.id
    const [built, after] = [await findBuild(client, segmentId), await lastMemberChange(client, segmentId)]
    const result = await build(segment)
    followed.set(segment.key, {
      ruleHash: segment.ruleHash,
      userCountBefore: built?.userCount ?? null,
      userCount: result?.userCount ?? null,
      enteredCount: result?.entered ?? 0,
      leftCount: result?.left ?? 0,
      entered: await sampleMemberChanges(client, { segmentId, after, entered: true }, sampled),
      left: await sampleMemberChanges(client, { segmentId, after, entered: false }, sampled),
    })
  }
  return followed
}

const tell = async (
  client: Pick<PoolClient, 'query'>,
  { wanted, before }: Plan,
  followed: ReadonlyMap<string, Followed>,
): Promise<readonly SegmentChange[]> => {
  const changes: SegmentChange[] = []
  for (const segment of wanted) {
    const stored = before.get(segment.key)
    const fields = differing(segment, stored)
    const built = stored === undefined ? null : await findBuild(client, stored.id)
    const same = { userCountBefore: built?.userCount ?? null, userCount: built?.userCount ?? null }
    changes.push({
      key: segment.key,
      change: changeOf(fields, stored === undefined),
      fields,
      ruleHashBefore: stored?.ruleHash ?? null,
      ruleHash: ruleHashOf(segment),
      ...(followed.get(segment.key) ?? { ...same, enteredCount: 0, leftCount: 0, entered: [], left: [] }),
    })
  }
  const imported = new Set(wanted.map(({ key }) => key))
  for (const [key, { ruleHash, ...more }] of followed)
    if (!imported.has(key))
      changes.push({ key, change: 'FOLLOWS', fields: [], ruleHashBefore: ruleHash, ruleHash, ...more })
  return changes
}

/** @throws CodedError SEGMENT_IN_USE naming what needs a segment that would lose all its members */
const requireNoneEmptied = async (client: PoolClient, { before }: Plan, changes: readonly SegmentChange[]) => {
  for (const { key, userCountBefore, userCount } of changes) {
    const segment = before.get(key)
    if (segment === undefined || !userCountBefore || userCount !== 0) continue
    const needs = await needsOf(client, segment)
    if (needs.length === 0) continue
    const what = `"${key}" would lose all its ${userCountBefore} members, and there are ${needs.join('; ')}`
    throw new CodedError('SEGMENT_IN_USE', `${what}. Or say that it may be empty (\`allowEmpty\`, --allow-empty).`)
  }
}

/** All that the import would do, undone: so nothing is told but what would be so. */
const tryOut = async (database: Database, { segments, allowEmpty, now }: Wanted) => {
  let changes: readonly SegmentChange[] = []
  const undo = new Error('Tried out.')
  await database
    .transaction(async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
      const plan = await planImport(client, segments)
      const followed = await follow(client, await saveAll(client, plan), (segment) =>
        buildWithin(client, segment, { now }),
      )
      changes = await tell(client, plan, followed)
      if (!allowEmpty) await requireNoneEmptied(client, plan, changes)
      throw undo
    })
    .catch((error) => {
      if (error !== undo) throw error
    })
  return changes
}

const save = async (database: Database, { segments, now }: Wanted) => {
  const { plan, toBuild } = await database.transaction(async (client) => {
    await lockDefinitions(client)
    const planned = await planImport(client, segments)
    return { plan: planned, toBuild: await saveAll(client, planned) }
  })
  const followed = await follow(database.pool, toBuild, ({ key }) => buildMembers(database, key, { now }))
  return tell(database.pool, plan, followed)
}

/**
 * Saves the segments of a document, all or none, and makes their members and those of the segments that ask about them; or (a dry run) tells who would enter and leave, and changes nothing.
 * Segments that are not in the document stay. Unless empty ones are allowed, it is tried out first, so that nothing is saved that would leave a segment empty which something needs.
 * @throws CodedError RULE_INVALID with all that is wrong, NOT_FOUND, SEGMENT_IN_USE
 */
export const importSegments = async (
  database: Database,
  { document, dryRun, ...request }: ImportRequest,
): Promise<SegmentImport> => {
  const read = readSegmentDocument(document)
  if ('faults' in read) throw tellFaults(read.faults)
  const wanted = { ...request, segments: read.segments }
  const tried = dryRun || !wanted.allowEmpty ? await untilFree(() => tryOut(database, wanted)) : []
  return { dryRun, changes: dryRun ? tried : await save(database, wanted) }
}
