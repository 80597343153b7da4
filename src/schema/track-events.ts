import type { Context } from '../context.ts'
import { type EventInput as EventInputShape, trackEvents } from '../resolvers/track-events.ts'
import { builder } from './builder.ts'

type Tracked = Awaited<ReturnType<Context['trackEvents']>>

export const EventInput = builder.inputRef<EventInputShape>('EventInput').implement({
  description:
    'Something a user did. Every field is checked by itself when the event is taken, so that a bad event does not cost the others; `type` and `timestamp` are always needed, and a user or a product.',
  fields: (t) => ({
    eventId: t.id({
      description: "The sender's own id of the event: sent again, it counts once. Left out, equal events count once.",
    }),
    type: t.field({ type: 'EventTypeName', description: 'What was done; needed.' }),
    userId: t.id({
      description: "The shop's own id of the user; left out: nobody known, counted for the product only.",
    }),
    timestamp: t.field({ type: 'EventTime', description: 'When; needed. From 1990 to one day ahead.' }),
    productId: t.id({ description: "The shop's own id of the product." }),
    quantity: t.float({ description: 'How many pieces; 1 for purchases and returns that do not say.' }),
    unitPrice: t.float({ description: 'Price of one piece, not negative.' }),
    currency: t.string({ description: "ISO 4217 code of the price; left out: the shop's." }),
    orderId: t.id({
      description: "The shop's own id of the order; without one, the purchases of a day are one order.",
    }),
    sessionId: t.id({ description: "The shop's own id of the visit." }),
    query: t.string({ description: 'What was searched for.' }),
    rating: t.float({ description: '1..5, 5 best.' }),
    text: t.string({ description: 'Text of a review.' }),
    channel: t.string({ description: 'Where, such as `web`, `app` or `store`.' }),
    properties: t.field({ type: 'JSON', description: 'Whatever else the shop wants to keep: an object.' }),
    impressionId: t.id({
      description:
        'The impression that led to it, as `logImpression` or `recommendations(log: true)` gave it out: what came of it is then counted exactly.',
    }),
  }),
})

const RejectedEvent = builder.objectRef<Tracked['rejected'][number]>('RejectedEvent').implement({
  description: 'An event that was refused, and why.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place in the list that was sent, from 0.' }),
    code: t.exposeString('code', { description: 'Stable code in capitals, for programs.' }),
    message: t.exposeString('message', { description: 'What is wrong with it, for people.' }),
  }),
})

const TrackEventsPayload = builder.objectRef<Tracked>('TrackEventsPayload').implement({
  description: 'What became of the events that were sent. The three numbers add up to theirs.',
  fields: (t) => ({
    accepted: t.exposeInt('accepted', { description: 'New events; they are stored durably.' }),
    duplicates: t.exposeInt('duplicates', { description: 'Events that were here already, or twice in this list.' }),
    rejected: t.expose('rejected', { type: [RejectedEvent], description: 'Events that were refused, by place.' }),
  }),
})

builder.mutationField('trackEvents', (t) =>
  t.field({
    type: TrackEventsPayload,
    description: 'Takes live events, at most 1000 a call. Safe to send again. Needs the scope `track`.',
    authScopes: { track: true },
    args: { events: t.arg({ type: [EventInput], required: true, description: 'The events, in any order.' }) },
    resolve: trackEvents,
  }),
)
