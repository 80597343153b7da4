import type { IncomingEvent } from '../domain/event.ts'
import type { IncomingProduct } from '../domain/product.ts'
import { textLimit } from './check-text.ts'
import { keywordCategory } from './keyword-category.ts'
import type { DerivedProductRules } from './mapping.ts'
import type { RawRow } from './row-file.ts'

interface Seen {
  name: string | null
  /** How far this name is ahead of all others together. */
  lead: number
  price: number
  currency: string | null
  pricedAt: number
}

/** A copy of its own: a piece of a block of text would keep the whole block in memory. */
const detached = (text: string): string => Buffer.from(text).toString()

/**
 * One name per product in one pass and constant memory: the majority vote of Boyer and Moore. A name that more than half
 * of the rows give always wins.
 */
const vote = (seen: Seen, name: string): void => {
  if (seen.name === name) seen.lead += 1
  else if (seen.lead > 0) seen.lead -= 1
  else {
    seen.name = detached(name)
    seen.lead = 1
  }
}

const priceAt = (seen: Seen, event: IncomingEvent): void => {
  if (event.unitPrice === null || event.timestamp < seen.pricedAt) return
  seen.price = event.unitPrice
  seen.currency = event.currency
  seen.pricedAt = event.timestamp
}

export interface ProductCollector {
  /** To be told of every accepted event with its row. */
  readonly add: (row: RawRow, event: IncomingEvent) => void
  /** What was learned: the usual name, the latest price, the category by keyword. */
  readonly products: () => readonly IncomingProduct[]
}

/** Looks the column up once per layout: all rows of a file share theirs. */
const columnReader = (column: string) => {
  let layout: RawRow['layout'] | null = null
  let index = -1
  return (row: RawRow): string => {
    if (row.layout !== layout) {
      layout = row.layout
      index = layout.columns.indexOf(column)
    }
    return row.fields[index]?.trim() ?? ''
  }
}

/** Tells products from the rows of their purchases; memory grows with the products, not with the rows. */
export const createProductCollector = (rules: DerivedProductRules): ProductCollector => {
  const known = new Map<string, Seen>()
  const nameOf = columnReader(rules.name)
  const categoryOf = keywordCategory(rules.categoryKeywords)
  const notMerchandise = rules.notMerchandise === null ? null : new RegExp(rules.notMerchandise)

  const add: ProductCollector['add'] = (row, event) => {
    if (event.type !== 'PURCHASE' || event.productId === null) return
    let seen = known.get(event.productId)
    if (seen === undefined) {
      seen = { name: null, lead: 0, price: 0, currency: null, pricedAt: Number.NEGATIVE_INFINITY }
      known.set(detached(event.productId), seen)
    }
    const name = nameOf(row)
    if (name !== '' && name.length <= textLimit && !name.includes('\u0000')) vote(seen, name)
    priceAt(seen, event)
  }

  const productOf = (productId: string, { name, price, currency, pricedAt }: Seen): IncomingProduct => {
    const merchandise = !notMerchandise?.test(productId)
    return {
      productId,
      name,
      names: {},
      category: merchandise && name !== null ? categoryOf(name) : null,
      price: Number.isFinite(pricedAt) ? price : null,
      currency,
      inStock: null,
      attributes: {},
      recommendable: merchandise,
    }
  }
  return { add, products: () => [...known].map(([productId, seen]) => productOf(productId, seen)) }
}
