import type { Product } from '../domain/product.ts'
import type { RecommendationReason } from '../domain/recommendation.ts'
import { type Language, nameIn } from './language.ts'

const percent = (share: number): string => String(Math.round(share * 100))
const times = (lift: number): string => String(Number(lift.toFixed(1)))

/** "1 times as often" would be no reason. */
const isStriking = (lift: number): boolean => lift >= 1.15

/** What a reason is about: the product it names, where it names one. */
const called = (because: Product, language: Language): string => nameIn(because, language) ?? because.externalId

const english = (reason: RecommendationReason, because: Product | null): string => {
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER':
      return isStriking(reason.lift)
        ? `Customers who bought “${because && called(because, 'EN')}” buy this ${times(reason.lift)} times as often as others.`
        : `Goes with “${because && called(because, 'EN')}”, which you bought.`
    case 'SIMILAR_USERS':
      return reason.count === 1
        ? 'A customer with tastes like yours bought this.'
        : `${reason.count} customers with tastes like yours bought this.`
    case 'LIKES_CATEGORY':
      return `${percent(reason.share)} % of what you have bought lately is from ${reason.category}.`
    case 'TRENDING':
      return `Popular in the last ${reason.windowDays} days.`
  }
}

const chinese = (reason: RecommendationReason, because: Product | null): string => {
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER':
      return isStriking(reason.lift)
        ? `买过“${because && called(because, 'ZH')}”的顾客购买此商品的可能性是其他人的 ${times(reason.lift)} 倍。`
        : `与您买过的“${because && called(because, 'ZH')}”搭配。`
    case 'SIMILAR_USERS':
      return `${reason.count} 位与您喜好相近的顾客买过此商品。`
    case 'LIKES_CATEGORY':
      return `您近期购买的商品中有 ${percent(reason.share)}% 属于“${reason.category}”。`
    case 'TRENDING':
      return `近 ${reason.windowDays} 天的热门商品。`
  }
}

/** One sentence for the person to whom the product is shown. */
export const reasonText = (reason: RecommendationReason, because: Product | null, language: Language): string =>
  language === 'ZH' ? chinese(reason, because) : english(reason, because)
