import { wordsOf } from '../features/words.ts'
import { transpose } from '../models/interactions.ts'
import type { Catalogue, FeatureName } from '../models/recommenders/catalogue.ts'
import { levelsOf } from './category-paths.ts'

/** Finds products by what they are called, what they are of and what they have. */
export interface TextIndex {
  /** How well each item answers a query, above 0 up to 1; items that do not are absent. */
  readonly find: (query: string) => ReadonlyMap<number, number>
}

/** No query of a person has more words that tell anything. */
const mostWords = 20
/** What is typed so far counts as the beginning of a word from so many letters on. */
const shortestPrefix = 3

/** One form for singular and plural of English words; other languages stay as they are. */
const stemOf = (word: string): string => {
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss')) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return /(?:s|x|z|ch|sh)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

const isHan = (word: string): boolean => /\p{Script=Han}/u.test(word)

const stemsOf = (text: string): readonly string[] => [...new Set(wordsOf(text).map(stemOf))]

/** The text of a feature that somebody may search for: of a category its last level, for the others are features themselves. */
const textOf = ({ kind, value }: FeatureName): string => (kind === 'CATEGORY' ? (levelsOf(value).at(-1) ?? '') : value)

/** Items by the stems of what else they are called. */
const itemsByStem = (items: number, alsoCalled: (item: number) => readonly string[]) => {
  const having = new Map<string, number[]>()
  for (let item = 0; item < items; item++) {
    for (const stem of stemsOf(alsoCalled(item).join(' '))) {
      const known = having.get(stem)
      if (known) known.push(item)
      else having.set(stem, [item])
    }
  }
  return having
}

const featuresByStem = (featureNames: readonly FeatureName[]): ReadonlyMap<string, readonly number[]> => {
  const features = new Map<string, number[]>()
  featureNames.forEach((name, feature) => {
    for (const stem of stemsOf(textOf(name))) features.set(stem, [...(features.get(stem) ?? []), feature])
  })
  return features
}

/**
 * An index over the words of names in all languages, of categories and of attributes. A query is answered by the part of its words that an item has, rare words counting more
 * (idf, Spärck Jones 1972), squared, so that one word of two is little:
 *
 *   found(q, j) = (sum over w of q that j has of idf_w / sum over w of q that any has of idf_w)^2,   idf_w = ln(1 + N / n_w)
 *
 * A word that no product has counts as the beginning of words, and where nothing begins so, as not said; of Chinese, whose words are pairs of characters, a character alone counts wherever it stands, and so do those of a pair that
 * no product has. Memory: 8 bytes a feature of a product.
 * `alsoCalled`: what else an item is called, such as its category in another language.
 */
export const createTextIndex = (
  { items, features, featureNames, recommendable }: Catalogue,
  alsoCalled: (item: number) => readonly string[] = () => [],
): TextIndex => {
  const carriers = transpose(features)
  const byStem = featuresByStem(featureNames)
  const others = itemsByStem(items, alsoCalled)
  const isKnown = (stem: string): boolean => byStem.has(stem) || others.has(stem)
  /** Of the stems of an index those that are meant by one. */
  const meantIn = <Entry>(index: ReadonlyMap<string, readonly Entry[]>, stem: string): readonly Entry[] => {
    if (isKnown(stem)) return index.get(stem) ?? []
    if (isHan(stem)) return [...index].flatMap(([other, entries]) => (other.includes(stem) ? entries : []))
    if (stem.length < shortestPrefix) return []
    return [...index].flatMap(([other, entries]) => (other.startsWith(stem) ? entries : []))
  }
  const holdersOf = (stem: string): ReadonlySet<number> => {
    const holders = new Set<number>()
    for (const item of meantIn(others, stem)) if (recommendable[item] === 1) holders.add(item)
    for (const feature of meantIn(byStem, stem)) {
      for (let at = carriers.pointers[feature]; at < carriers.pointers[feature + 1]; at++) {
        if (recommendable[carriers.indices[at]] === 1) holders.add(carriers.indices[at])
      }
    }
    return holders
  }
  const find = (query: string): ReadonlyMap<number, number> => {
    const words = stemsOf(query).flatMap((stem) => (isHan(stem) && !isKnown(stem) ? [...stem] : [stem]))
    const told = [...new Set(words)].slice(0, mostWords).map(holdersOf)
    const idf = told.map(({ size }) => (size === 0 ? 0 : Math.log(1 + items / size)))
    const all = idf.reduce((sum, one) => sum + one, 0)
    const found = new Map<number, number>()
    told.forEach((holders, word) => {
      for (const item of holders) found.set(item, (found.get(item) ?? 0) + idf[word] / all)
    })
    for (const [item, part] of found) found.set(item, Math.min(1, part ** 2))
    return found
  }
  return { find }
}
