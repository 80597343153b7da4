import type { Product } from '../domain/product.ts'
import type { Language } from './language.ts'

/** Paths in other languages, as a further column of the product import: `category_zh`, `category_en`. */
const attributeOf = { EN: 'category_en', ZH: 'category_zh' } as const

const levelsOf = (path: string): readonly string[] => path.split(/\s*>\s*/)

const isWithin = (levels: readonly string[], path: readonly string[]): boolean =>
  path.every((level, at) => level === levels[at])

/**
 * What a category is called in a sentence: its last level, in that language where a product of it says so. Nobody says the path.
 * @param product one that is of the category or below it; null: none is known
 */
export const categoryName = (category: string, product: Product | null, language: Language): string => {
  const path = levelsOf(category)
  const told = product?.attributes[attributeOf[language]]
  const isOf = isWithin(levelsOf(product?.category ?? ''), path)
  const translated = isOf && typeof told === 'string' ? levelsOf(told)[path.length - 1] : undefined
  return translated || (path.at(-1) as string)
}
