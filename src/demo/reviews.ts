import type { Random } from '../models/math/random.ts'
import type { DemoProduct } from './assortment.ts'
import { shelves } from './catalogue.ts'
import { chance, pick } from './dice.ts'
import type { ReviewWords } from './review-words.ts'
import { english } from './reviews-en.ts'
import { chinese } from './reviews-zh.ts'
import type { Language } from './seasons.ts'

export type ReviewOccasion = 'ORDINARY' | 'RETURNED' | 'DEARER'

const words: Readonly<Record<Language, ReviewWords>> = { en: english, zh: chinese }

interface Voice {
  readonly random: Random
  readonly mood: ReviewWords
  readonly praise: readonly string[]
  readonly grumble: readonly string[]
}

const sentencesOf = ({ random, mood, praise, grumble }: Voice, rating: number): readonly string[] => {
  const maybe = (list: readonly string[], probability: number) =>
    chance(random, probability) ? [pick(random, list)] : []
  if (rating === 5) return [pick(random, mood.delighted), pick(random, praise), ...maybe(mood.warm, 0.4)]
  if (rating === 4) return [pick(random, mood.pleased), pick(random, praise), ...maybe(mood.caveat, 0.5)]
  if (rating === 3) return [pick(random, mood.lukewarm), ...maybe(mood.shrug, 0.7)]
  if (rating === 2) return [pick(random, mood.disappointed), pick(random, grumble)]
  return [pick(random, mood.angry), pick(random, grumble), ...maybe(mood.farewell, 0.5)]
}

/** A review in words that fit the rating, the product and the occasion. */
export const writeReview = (
  random: Random,
  language: Language,
  product: DemoProduct,
  rating: number,
  occasion: ReviewOccasion,
): string => {
  const mood = words[language]
  const shelf = shelves[product.shelf]
  const voice = { random, mood, praise: shelf.praise[language], grumble: shelf.grumble[language] }
  const sentences = occasion === 'DEARER' ? [pick(random, mood.dearer)] : [...sentencesOf(voice, rating)]
  if (occasion === 'RETURNED') sentences.push(pick(random, mood.returned))
  return sentences.join(language === 'zh' ? '' : ' ').replaceAll('{thing}', product.thing[language])
}
