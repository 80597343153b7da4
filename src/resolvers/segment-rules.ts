import type { Context } from '../context.ts'
import type { Segment } from '../domain/segment.ts'
import type { ConsentPurpose } from '../domain/user.ts'
import { CodedError } from '../errors.ts'
import { isStorable, requireKey, requireLength, requireWithin } from './input.ts'

export type SegmentPreview = Awaited<ReturnType<Context['segments']['preview']>>
export type MembershipExplanation = Awaited<ReturnType<Context['segments']['explain']>>

interface RuleArgs {
  /** As GraphQL read it; what it means is for the rules to say. */
  readonly rule: object
  readonly consents?: readonly ConsentPurpose[] | null
}

export interface DefineSegmentInput extends RuleArgs {
  readonly key: string
  readonly name: string
  readonly description?: string | null
  readonly allowEmpty?: boolean | null
}

/** @throws CodedError RULE_INVALID, NOT_FOUND, QUERY_TOO_COMPLEX */
export const previewSegment = (_root: unknown, { rule, consents }: RuleArgs, ctx: Context): Promise<SegmentPreview> =>
  ctx.segments.preview({ rule, consents: consents ?? [] }, ctx.signal)

const mostSampled = 100

/** @throws CodedError BAD_USER_INPUT */
export const sampleOfPreview = ({ sample }: SegmentPreview, { first }: { readonly first: number }) =>
  sample(requireWithin('first', first, 0, mostSampled))

/** @throws CodedError BAD_USER_INPUT, RULE_INVALID, NOT_FOUND, SEGMENT_IN_USE */
export const defineSegment = (
  _root: unknown,
  { input }: { readonly input: DefineSegmentInput },
  ctx: Context,
): Promise<Segment> =>
  ctx.segments.define({
    key: requireKey(input.key),
    name: requireLength('name', input.name, 1, 200),
    description: requireLength('description', input.description ?? '', 0, 2000),
    rule: input.rule,
    consents: input.consents ?? [],
    allowEmpty: input.allowEmpty ?? false,
  })

/** @throws CodedError NOT_FOUND, SEGMENT_IN_USE */
export const deleteSegment = async (_root: unknown, { key }: { readonly key: string }, ctx: Context): Promise<string> =>
  (await ctx.segments.delete(key)).key

/** @throws CodedError NOT_FOUND */
export const explainMembership = async (
  _root: unknown,
  args: { readonly user: string; readonly segment: string },
  ctx: Context,
): Promise<MembershipExplanation> => {
  const user = isStorable(args.user) ? await ctx.loaders.userByExternalId.load(args.user) : null
  if (user === null) throw new CodedError('NOT_FOUND', `There is no user ${JSON.stringify(args.user)}.`)
  if (!isStorable(args.segment)) throw new CodedError('NOT_FOUND', 'There is no such segment.')
  return ctx.segments.explain({ userId: user.id, key: args.segment })
}
