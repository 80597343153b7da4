import type { Product } from '../domain/product.ts'

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
