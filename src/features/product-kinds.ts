import type { Product } from '../domain/product.ts'
import { wordsOf } from './words.ts'

type Named = Pick<Product, 'name' | 'category'>

/** What is known of a phrase over all names that have it. */
interface Phrase {
  names: number
  /** Names that end with it. */
  ends: number
  readonly byCategory: Map<string | null, number>
}

/** A phrase names a thing, and not its pattern, if so much of what bears it stands on one shelf. */
const leastOnOneShelf = 0.75
/** What so much of a shelf bears says no more than the shelf. */
const mostOfShelf = 0.8
/** The thing is named last ("blue hot water bottle") at least so often, where patterns are named first. */
const leastAtEnd = 0.5
const fewestAlike = 2
/** Of phrases that are not named last, so many names have to have one. */
const fewestOfSeries = 3

/** Bottles are bottles. */
const singular = (word: string): string => (/[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word)

/** Every two neighbouring words. */
const pairsOf = (words: readonly string[]): readonly string[] =>
  words.slice(1).map((word, at) => `${words[at]} ${word}`)

/** Distinct phrases of a name, the last word too, which alone says what many things are. */
const phrasesOf = (words: readonly string[]): ReadonlySet<string> => new Set([...pairsOf(words), ...words])

const countPhrases = (names: readonly (readonly string[])[], products: readonly Named[]) => {
  const phrases = new Map<string, Phrase>()
  names.forEach((words, item) => {
    const { category } = products[item]
    const last = new Set([words.slice(-2).join(' '), words.at(-1)])
    for (const text of phrasesOf(words)) {
      const phrase = phrases.get(text) ?? { names: 0, ends: 0, byCategory: new Map() }
      phrase.names++
      if (last.has(text)) phrase.ends++
      phrase.byCategory.set(category, (phrase.byCategory.get(category) ?? 0) + 1)
      phrases.set(text, phrase)
    }
  })
  return phrases
}

/** Whether a phrase stands on one shelf, beside other things. */
const isThing = ({ names, byCategory }: Phrase, shelfSizes: ReadonlyMap<string | null, number>): boolean => {
  if (names < fewestAlike) return false
  const [[shelf, most]] = [...byCategory].sort(([, a], [, b]) => b - a)
  return most >= leastOnOneShelf * names && most < mostOfShelf * (shelfSizes.get(shelf) ?? 0)
}

const sizesOfShelves = (products: readonly Named[]): ReadonlyMap<string | null, number> => {
  const sizes = new Map<string | null, number>()
  for (const { category } of products) sizes.set(category, (sizes.get(category) ?? 0) + 1)
  return sizes
}

const isNamedLast = ({ names, ends }: Phrase): boolean => ends >= fewestAlike && ends >= leastAtEnd * names

/**
 * What kind of thing each product is, by its name: the same number for what looks alike in a list ("hand warmer owl design", "hand warmer union jack"), -1 where the name does not tell. Patterns and
 * series ("red retrospot", "keep calm") are told from things by two signs: things of a kind stand on one shelf, beside others, and most languages name the thing last. So the kind is the most frequent pair of words
 * that stands on one shelf and is mostly named last; else such a last word; else the most frequent pair on one shelf. About 200 bytes a distinct pair of words while it counts.
 */
export const productKinds = (products: readonly Named[]): Int32Array => {
  const names = products.map(({ name }) => wordsOf(name ?? '').map(singular))
  const shelfSizes = sizesOfShelves(products)
  const things = new Map([...countPhrases(names, products)].filter(([, phrase]) => isThing(phrase, shelfSizes)))
  const mostFrequent = (texts: readonly string[], qualifies: (phrase: Phrase) => boolean): string | null => {
    let best: string | null = null
    for (const text of texts) {
      const thing = things.get(text)
      if (!thing || !qualifies(thing)) continue
      if (best === null || thing.names > (things.get(best)?.names ?? 0)) best = text
    }
    return best
  }
  const kindOf = (words: readonly string[]): string | null =>
    mostFrequent(pairsOf(words), isNamedLast) ??
    mostFrequent(words.slice(-1), isNamedLast) ??
    mostFrequent(pairsOf(words), ({ names }) => names >= fewestOfSeries)
  const numbers = new Map<string, number>()
  const numberOf = (kind: string): number => {
    const number = numbers.get(kind) ?? numbers.size
    numbers.set(kind, number)
    return number
  }
  return Int32Array.from(names, (words) => {
    const kind = kindOf(words)
    return kind === null ? -1 : numberOf(kind)
  })
}
