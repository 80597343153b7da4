import type { Context } from '../context.ts'

export type ProgressView = Context['recomputeProgress'] extends (signal?: AbortSignal) => AsyncIterable<infer News>
  ? News
  : never

/**
 * News of recomputes as they come, of one or of all. The listener is let go at once when the client leaves: an iterator
 * that waits for news cannot be ended from outside but by its signal.
 */
export const recomputeProgress = (
  _root: unknown,
  { jobId }: { readonly jobId?: string | null },
  ctx: Context,
): AsyncIterableIterator<ProgressView> => {
  const controller = new AbortController()
  const news = ctx.recomputeProgress(controller.signal)[Symbol.asyncIterator]()
  const next = async (): Promise<IteratorResult<ProgressView>> => {
    let result = await news.next()
    while (!result.done && jobId != null && result.value.jobId !== jobId) result = await news.next()
    return result
  }
  const end = async (): Promise<IteratorResult<ProgressView>> => {
    controller.abort()
    return { done: true, value: undefined }
  }
  return {
    next,
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
