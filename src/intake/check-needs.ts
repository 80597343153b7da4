import type { EventType, IncomingEvent } from '../domain/event.ts'
import type { Faults } from './check-text.ts'
import type { Refusal } from './refusal.ts'

type Needed = Omit<IncomingEvent, 'type' | 'eventKey' | 'timestamp'>

/** A purchase may lack its product: some shops only tell the amount. */
const needs: Readonly<Partial<Record<EventType, readonly (readonly [keyof Needed, string])[]>>> = {
  VIEW: [['productId', 'product_id']],
  ADD_TO_CART: [['productId', 'product_id']],
  REMOVE_FROM_CART: [['productId', 'product_id']],
  REVIEW: [['productId', 'product_id']],
  SEARCH: [['query', 'query']],
  PURCHASE: [['unitPrice', 'unit_price']],
  RETURN: [['unitPrice', 'unit_price']],
}

export const missing = (field: string, message: string): Refusal => ({ code: 'FIELD_MISSING', field, message })

/** What each type cannot do without. */
export const checkNeeds = (type: EventType, event: Needed, faults: Faults): void => {
  for (const [key, field] of needs[type] ?? []) {
    if (event[key] === null) faults.push(missing(field, `A ${type} needs the ${field.replaceAll('_', ' ')}.`))
  }
  if (type === 'REVIEW' && event.rating === null && event.text === null) {
    faults.push(missing('rating', 'A REVIEW needs a rating or a text.'))
  }
  if (event.userId === null && event.productId === null) {
    faults.push(
      missing('user_id', 'The event has neither a user nor a product: it says nothing of anybody or anything.'),
    )
  }
}
