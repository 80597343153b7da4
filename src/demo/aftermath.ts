import type { Random } from '../models/math/random.ts'
import { CURRENCY, type DemoProduct } from './assortment.ts'
import { shelves } from './catalogue.ts'
import { between, chance, pick } from './dice.ts'
import { DAY } from './festivals.ts'
import { type ReviewOccasion, writeReview } from './reviews.ts'
import type { Line, Scene } from './session.ts'

/** What may go wrong with an order. It always shows: in a bad review, a return, a remark about the price. */
export type Mishap = 'BAD_EXPERIENCE' | 'RETURN' | 'PRICE_RISE'

/** Probability of leaving for good after it. */
export const leaveAfter: Readonly<Record<Mishap, number>> = { BAD_EXPERIENCE: 0.6, RETURN: 0.4, PRICE_RISE: 0.75 }

/** Something that comes in days after an order. */
export interface FollowUp {
  readonly at: number
  readonly write: (at: number) => void
}

export interface PlacedOrder {
  readonly orderId: string
  readonly at: number
  readonly lines: readonly Line[]
}

const isDud = (product: DemoProduct): boolean => product.quality < 3

/** At most one thing goes wrong; duds go wrong more often, and a dearer pantry annoys the price sensitive. */
export const drawMishap = (scene: Scene, placed: PlacedOrder): Mishap | null => {
  const { random, persona, world } = scene
  const dud = placed.lines.some((line) => isDud(line.product))
  const rise = world.priceRise
  const dearer =
    placed.at >= rise.at && placed.lines.some((line) => shelves[line.product.shelf].category === rise.category)
  const bad = dud ? 0.3 : 0.025
  const returned = dud ? 0.12 : 0.03
  const u = random.uniform()
  if (u < bad) return 'BAD_EXPERIENCE'
  if (u < bad + returned) return 'RETURN'
  return dearer && chance(random, 0.55 * persona.priceSensitivity) ? 'PRICE_RISE' : null
}

const later = (random: Random, at: number, low: number, high: number): number =>
  Math.round(at + between(random, low, high) * DAY)

const review = (scene: Scene, placed: PlacedOrder, product: DemoProduct, rating: number, occasion: ReviewOccasion) => {
  const text = writeReview(scene.random, scene.persona.language, product, rating, occasion)
  return (at: number): void =>
    scene.scribe.write('REVIEW', at, {
      productId: product.id,
      orderId: placed.orderId,
      rating,
      text,
      channel: scene.persona.usesApp ? 'app' : 'web',
    })
}

const sendBack = (scene: Scene, placed: PlacedOrder, line: Line) => (at: number) =>
  scene.scribe.write('RETURN', at, {
    productId: line.product.id,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    currency: CURRENCY,
    orderId: placed.orderId,
    channel: scene.persona.usesApp ? 'app' : 'web',
  })

const worst = (lines: readonly Line[]): Line =>
  lines.reduce((found, line) => (line.product.quality < found.product.quality ? line : found))

const ordinaryRating = (scene: Scene, product: DemoProduct): number => {
  const felt = product.quality + scene.persona.leniency + 0.6 * scene.random.normal()
  return Math.min(5, Math.max(3, Math.round(felt)))
}

const afterMishap = (scene: Scene, placed: PlacedOrder, mishap: Mishap): readonly FollowUp[] => {
  const { random } = scene
  const line = worst(placed.lines)
  if (mishap === 'BAD_EXPERIENCE') {
    const rating = chance(random, 0.6) ? 1 : 2
    return [{ at: later(random, placed.at, 2, 7), write: review(scene, placed, line.product, rating, 'ORDINARY') }]
  }
  if (mishap === 'RETURN') {
    const at = later(random, placed.at, 5, 12)
    const back = { at, write: sendBack(scene, placed, line) }
    if (chance(random, 0.4)) return [back]
    return [back, { at: later(random, at, 0.5, 2), write: review(scene, placed, line.product, 2, 'RETURNED') }]
  }
  const { category } = scene.world.priceRise
  const dear = placed.lines.find(({ product }) => shelves[product.shelf].category === category) ?? line
  return [{ at: later(random, placed.at, 3, 9), write: review(scene, placed, dear.product, 3, 'DEARER') }]
}

/** Reviews and returns to come, in time order. */
export const followUps = (scene: Scene, placed: PlacedOrder, mishap: Mishap | null): readonly FollowUp[] => {
  if (mishap !== null) return afterMishap(scene, placed, mishap)
  const { random, persona } = scene
  const ordinary: FollowUp[] = []
  if (chance(random, 0.02))
    ordinary.push({ at: later(random, placed.at, 4, 12), write: sendBack(scene, placed, pick(random, placed.lines)) })
  else if (chance(random, persona.chattiness)) {
    const { product } = pick(random, placed.lines)
    const write = review(scene, placed, product, ordinaryRating(scene, product), 'ORDINARY')
    ordinary.push({ at: later(random, placed.at, 4, 18), write })
  }
  return ordinary
}
