import type { ClusterMark } from '../domain/cluster.ts'
import { behaviourFeatureOf } from './behaviour-features.ts'
import { wordsOf } from './cluster-words.ts'
import { type SpokenLanguage, sayFeature } from './say-value.ts'

const likeEverybody = { en: 'like most', zh: '一般用户' } as const

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** "Big spenders, here lately"; with a number where others are called the same. */
const nameOf = (
  { marks, ordinal }: { readonly marks: readonly ClusterMark[]; readonly ordinal: number },
  language: SpokenLanguage,
): string => {
  const parts = marks.flatMap((mark) => wordsOf(mark)?.[language] ?? [])
  const name = parts.length === 0 ? likeEverybody[language] : parts.join(language === 'zh' ? '、' : ', ')
  const number = ordinal > 1 ? ` ${ordinal}` : ''
  return language === 'zh' ? `${name}${number}` : `${capital(name)}${number}`
}

/** Clusters in words, with amounts in the shop's currency. */
export const createClusterTexts = (currency: string) => {
  const formats = {
    en: new Intl.NumberFormat('en', { style: 'currency', currency }),
    zh: new Intl.NumberFormat('zh', { style: 'currency', currency }),
  }
  /** What a value of a feature says of somebody; null: there is none. */
  const fact = (feature: string, value: number | null, language: SpokenLanguage): string => {
    const known = behaviourFeatureOf(feature)
    if (known === null) return feature
    return sayFeature(known, value ?? Number.NaN, language, (amount) => formats[language].format(amount))
  }
  return { name: nameOf, fact } as const
}
