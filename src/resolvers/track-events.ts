import type { Context } from '../context.ts'
import { CodedError } from '../errors.ts'

const maxEvents = 1000

/** As it was sent: each field is checked with the event, so that one bad event does not cost the others. */
export interface EventInput {
  readonly eventId?: string | null
  readonly type?: unknown
  readonly userId?: string | null
  readonly timestamp?: unknown
  readonly productId?: string | null
  readonly quantity?: number | null
  readonly unitPrice?: number | null
  readonly currency?: string | null
  readonly orderId?: string | null
  readonly sessionId?: string | null
  readonly query?: string | null
  readonly rating?: number | null
  readonly text?: string | null
  readonly channel?: string | null
  readonly properties?: unknown
  readonly impressionId?: string | null
}

/** When this returns, what was accepted is durable. */
export const trackEvents = (_root: unknown, { events }: { readonly events: readonly EventInput[] }, ctx: Context) => {
  if (events.length <= maxEvents) return ctx.trackEvents(events, Date.now())
  throw new CodedError(
    'REQUEST_TOO_LARGE',
    `${events.length} events at once are too many: send at most ${maxEvents} a call.`,
  )
}
