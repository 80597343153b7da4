import type { Context } from '../context.ts'

export type SegmentImport = Awaited<ReturnType<Context['segments']['import']>>
export type SegmentChange = SegmentImport['changes'][number]

/** @throws CodedError NOT_FOUND */
export const exportSegments = (
  _root: unknown,
  { keys }: { readonly keys?: readonly string[] | null },
  ctx: Context,
): Promise<object> => ctx.segments.export(keys ?? null)

/** @throws CodedError RULE_INVALID, NOT_FOUND, SEGMENT_IN_USE */
export const importSegments = (
  _root: unknown,
  args: { readonly document: unknown; readonly dryRun: boolean; readonly allowEmpty: boolean },
  ctx: Context,
): Promise<SegmentImport> => ctx.segments.import(args)
