import type { EventType } from '../domain/event.ts'
import type { Random } from '../models/math/random.ts'
import { CURRENCY, type DemoProduct } from './assortment.ts'
import type { Chooser } from './basket.ts'
import { COUPON } from './campaigns.ts'
import { shelves } from './catalogue.ts'
import { between, chance, pick, run } from './dice.ts'
import type { Persona } from './persona.ts'
import { priceAt } from './price-rise.ts'
import type { EventFields, Scribe } from './scribe.ts'
import type { World } from './world.ts'

/** What a visit happens in. */
export interface Scene {
  readonly world: World
  readonly persona: Persona
  readonly random: Random
  readonly scribe: Scribe
  readonly chooser: Chooser
}

export interface Line {
  readonly product: DemoProduct
  readonly quantity: number
  readonly unitPrice: number
}

export interface Visit {
  readonly at: number
  readonly sessionId: string
  readonly channel: string
  /** Set at the first visit of a campaign. */
  readonly exposure: { readonly campaign: string; readonly treated: boolean } | null
}

/** Somebody in the shop: each act happens a little after the one before. */
interface Visitor {
  readonly now: () => number
  readonly act: (type: EventType, fields: EventFields) => void
  readonly search: (product: DemoProduct) => void
  readonly look: (product: DemoProduct) => void
  readonly putIntoCart: (product: DemoProduct, quantity: number) => void
  readonly takeOut: (product: DemoProduct) => void
}

const priceNow = (scene: Scene, product: DemoProduct, at: number): number =>
  priceAt(scene.world.priceRise, shelves[product.shelf].category, product.price, at)

const enter = (scene: Scene, { at: start, sessionId, channel }: Visit): Visitor => {
  let at = start
  const act = (type: EventType, fields: EventFields): void => {
    at += Math.round(between(scene.random, 8_000, 75_000))
    scene.scribe.write(type, at, { ...fields, sessionId, channel })
  }
  const offer = (product: DemoProduct) => ({
    productId: product.id,
    unitPrice: priceNow(scene, product, at),
    currency: CURRENCY,
  })
  return {
    now: () => at,
    act,
    search: (product) =>
      act('SEARCH', { query: pick(scene.random, shelves[product.shelf].searches[scene.persona.language]) }),
    look: (product) => act('VIEW', offer(product)),
    putIntoCart: (product, quantity) => act('ADD_TO_CART', { ...offer(product), quantity }),
    takeOut: (product) => act('REMOVE_FROM_CART', { productId: product.id, quantity: 1 }),
  }
}

/** Treated: the coupon is seen. Held out: the shop notes whom it did not show it to, so that the two can be compared. */
const meetCoupon = (visitor: Visitor, exposure: Visit['exposure']): void => {
  if (exposure === null) return
  const { discount, validDays } = COUPON
  if (exposure.treated) visitor.act('COUPON_VIEW', { properties: { ...exposure, discount, validDays } })
  else visitor.act('CUSTOM', { properties: { name: 'coupon_held_out', ...exposure } })
}

/** A visit without an order; now and then a basket is left standing. Returns when it ended. */
export const browse = (scene: Scene, visit: Visit): number => {
  const { random, chooser } = scene
  const visitor = enter(scene, visit)
  meetCoupon(visitor, visit.exposure)
  let product = chooser.browse(visit.at)
  if (chance(random, 0.35)) visitor.search(product)
  visitor.look(product)
  for (let more = run(random, 0.55, 7); more > 0; more--) {
    product = chooser.browse(visit.at)
    visitor.look(product)
  }
  if (chance(random, 0.18)) {
    visitor.putIntoCart(product, 1)
    if (chance(random, 0.35)) visitor.takeOut(product)
  }
  return visitor.now()
}

const quantityOf = (random: Random, product: DemoProduct): number =>
  shelves[product.shelf].consumable ? 1 + run(random, 0.3, 3) : 1 + run(random, 0.06, 1)

/** What is bought and at what price; `discount` is 0 without a coupon. */
const linesOf = (scene: Scene, at: number, discount: number): readonly Line[] =>
  scene.chooser.fill(at).map((product) => ({
    product,
    quantity: quantityOf(scene.random, product),
    unitPrice: Math.round(priceNow(scene, product, at) * (1 - discount) * 100) / 100,
  }))

/** Looking at each thing, sometimes at another too, and putting it into the cart. */
const gather = (scene: Scene, visitor: Visitor, lines: readonly Line[]): void => {
  const { random, chooser } = scene
  if (chance(random, 0.4)) visitor.search(lines[0].product)
  for (const { product, quantity } of lines) {
    visitor.look(product)
    if (chance(random, 0.3)) visitor.look(chooser.browse(visitor.now()))
    visitor.putIntoCart(product, quantity)
  }
  if (chance(random, 0.08)) {
    const doubtful = chooser.browse(visitor.now())
    visitor.putIntoCart(doubtful, 1)
    visitor.takeOut(doubtful)
  }
}

/** All lines of an order have the instant of the order. */
const pay = (scene: Scene, visit: Visit, at: number, orderId: string, lines: readonly Line[]): void => {
  const { sessionId, channel } = visit
  for (const { product, quantity, unitPrice } of lines) {
    const line = { productId: product.id, quantity, unitPrice, currency: CURRENCY, orderId, sessionId, channel }
    scene.scribe.write('PURCHASE', at, line)
  }
}

/** A visit that ends in an order; in a store nothing is seen of it but the purchase. `coupon` names the campaign redeemed. */
export const order = (
  scene: Scene,
  visit: Visit,
  orderId: string,
  coupon: string | null,
): { readonly at: number; readonly lines: readonly Line[] } => {
  const { discount } = COUPON
  const visitor = enter(scene, visit)
  meetCoupon(visitor, visit.exposure)
  const lines = linesOf(scene, visit.at, coupon === null ? 0 : discount)
  if (visit.channel !== 'store') gather(scene, visitor, lines)
  if (coupon !== null)
    visitor.act('COUPON_REDEEM', { orderId, properties: { campaign: coupon, treated: true, discount } })
  const at = visitor.now()
  pay(scene, visit, at, orderId, lines)
  return { at, lines }
}
