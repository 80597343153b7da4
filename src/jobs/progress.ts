import type { EventEmitter } from 'node:events'

import { z } from 'zod'

const progressShape = z.object({
  /** The recompute, whatever step of it reports. */
  jobId: z.string(),
  step: z.string(),
  /** Of the whole recompute, 0..1. */
  fraction: z.number().min(0).max(1),
  message: z.string(),
})
export type Progress = Readonly<z.infer<typeof progressShape>>

export interface ProgressFeed {
  readonly listen: (signal?: AbortSignal) => AsyncIterable<Progress>
  readonly end: () => void
}

/** A slow listener misses the oldest news, not the newest. */
const kept = 100

interface Listener {
  readonly tell: (progress: Progress) => void
  readonly end: () => void
}

/** One listener's own queue of news, read as an async iterable. */
async function* listenTo(listeners: Set<Listener>, signal?: AbortSignal): AsyncIterable<Progress> {
  const news: Progress[] = []
  let ended = signal?.aborted ?? false
  let wake = () => {}
  const end = () => {
    ended = true
    wake()
  }
  const tell = (progress: Progress) => {
    news.push(progress)
    if (news.length > kept) news.shift()
    wake()
  }
  const listener = { tell, end }
  listeners.add(listener)
  signal?.addEventListener('abort', end, { once: true })
  try {
    while (!ended || news.length > 0) {
      const next = news.shift()
      if (next) yield next
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    listeners.delete(listener)
    signal?.removeEventListener('abort', end)
  }
}

/** Turns the events of the recompute queue into progress, for any number of listeners. */
export const readProgress = (events: Pick<EventEmitter, 'on'>): ProgressFeed => {
  const listeners = new Set<Listener>()
  const tell = (progress: Progress) => {
    for (const listener of listeners) listener.tell(progress)
  }
  events.on('progress', ({ data }: { data: unknown }) => {
    const progress = progressShape.safeParse(data)
    if (progress.success) tell(progress.data)
  })
  events.on('failed', ({ jobId, failedReason }: { jobId: string; failedReason: string }) =>
    tell({ jobId, step: 'failed', fraction: 1, message: failedReason }),
  )
  return {
    listen: (signal) => listenTo(listeners, signal),
    end: () => {
      for (const listener of listeners) listener.end()
    },
  }
}
