import type { TrailEvent } from '../domain/event.ts'
import type { Connection } from '../resolvers/connection.ts'
import { productOfEvent } from '../resolvers/user-events.ts'
import { builder } from './builder.ts'
import { EventType } from './enums.ts'
import { Product } from './product.ts'

export const Event = builder.objectRef<TrailEvent>('Event').implement({
  description: 'Something a user did. What a kind of event has no use for is null.',
  fields: (t) => ({
    type: t.expose('type', { type: EventType, description: 'What was done.' }),
    timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When.' }),
    product: t.field({ type: Product, nullable: true, description: 'With which product.', resolve: productOfEvent }),
    quantity: t.exposeFloat('quantity', { nullable: true, description: 'How many pieces.' }),
    unitPrice: t.exposeFloat('unitPrice', { nullable: true, description: 'Price of one piece, in `currency`.' }),
    currency: t.exposeString('currency', { nullable: true, description: "ISO 4217 code; null: the shop's." }),
    orderId: t.exposeID('orderId', { nullable: true, description: "The shop's own id of the order." }),
    sessionId: t.exposeID('sessionId', { nullable: true, description: "The shop's own id of the visit." }),
    query: t.exposeString('query', { nullable: true, description: 'What was searched for.' }),
    rating: t.exposeFloat('rating', { nullable: true, description: '1..5, 5 best.' }),
    text: t.exposeString('text', { nullable: true, description: 'Text of a review.' }),
    channel: t.exposeString('channel', { nullable: true, description: 'Where, such as `web`, `app` or `store`.' }),
    properties: t.expose('properties', {
      type: 'JSON',
      nullable: true,
      description: 'Whatever else the shop sent along.',
    }),
  }),
})

export const EventConnection = builder.connectionObject<typeof Event, Connection<TrailEvent>>(
  { type: Event, name: 'EventConnection', description: 'A page of a trail, newest first.' },
  { name: 'EventEdge', description: 'An event and its place.' },
)
