import type { Product } from '../domain/product.ts'
import type { User } from '../domain/user.ts'

/** The languages that texts come in. */
export type Language = 'EN' | 'ZH'

export interface LanguageArgs {
  readonly language: Language
}

const codes = { EN: 'en', ZH: 'zh' } as const

export const textIn = (texts: { readonly en: string; readonly zh: string }, language: Language): string =>
  texts[codes[language]]

/** The name in that language where the shop gave one, else the name. */
export const nameIn = ({ name, names }: Product, language: Language): string | null => names[codes[language]] ?? name

/** Traits that shops keep a person's language in. */
const languageTraits = ['language', 'locale', 'lang'] as const

/** `zh`, `zh-CN`, `Chinese`, `中文`, … */
const isChinese = (value: string): boolean => /^(zh|chinese|cmn|中文|汉语|普通话)/i.test(value.trim())

/** The language that a user's traits tell; English where they tell none of those that texts come in. */
export const languageOf = ({ traits }: Pick<User, 'traits'>): Language => {
  const told = languageTraits.map((name) => traits[name]).find((value) => typeof value === 'string')
  return told !== undefined && isChinese(String(told)) ? 'ZH' : 'EN'
}
