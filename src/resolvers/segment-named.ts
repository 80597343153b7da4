import type { Context } from '../context.ts'
import type { Segment } from '../domain/segment.ts'
import { CodedError } from '../errors.ts'
import { isStorable } from './input.ts'

/** That there is none, and the key that was perhaps meant. */
export const noSegment = async (ctx: Context, key: string): Promise<string> => {
  const near = await ctx.nearestSegmentKey(key)
  const suggestion = near === null ? '' : ` Did you mean ${JSON.stringify(near)}?`
  return `There is no segment ${JSON.stringify(key)}.${suggestion}`
}

/** @throws CodedError NOT_FOUND */
export const segmentNamed = async (ctx: Context, key: string): Promise<Segment> => {
  const segment = isStorable(key) ? await ctx.loaders.segmentByKey.load(key) : null
  if (segment === null) throw new CodedError('NOT_FOUND', await noSegment(ctx, key))
  return segment
}
