import type { Product } from '../domain/product.ts'
import type { Evidence, RecommendationReason } from '../domain/recommendation.ts'
import { type Language, nameIn } from './language.ts'

const percent = (share: number): string => String(Math.round(share * 100))
const times = (lift: number): string => String(Number(lift.toFixed(1)))
const days = (count: number): number => Math.max(1, Math.round(count))

/** "100 %" of a single thing is pompous. */
const isAll = (share: number): boolean => share >= 0.995

/** "1 times as often" would be no reason. */
const isStriking = (lift: number | null): lift is number => lift !== null && lift >= 1.15

/** What a reason is about: the product it names, where it names one. */
const called = (because: Product | null, language: Language): string | null =>
  because && (nameIn(because, language) ?? because.externalId)

const didInEnglish: Readonly<Record<Evidence, string>> = {
  PURCHASE: 'which you bought',
  LIKE: 'which you like',
  ADD_TO_CART: 'which you put into your cart',
  VIEW: 'which you looked at',
}

const didInChinese: Readonly<Record<Evidence, string>> = {
  PURCHASE: '您买过的',
  LIKE: '您喜欢的',
  ADD_TO_CART: '您加入购物车的',
  VIEW: '您看过的',
}

const english = (reason: RecommendationReason, because: Product | null): string => {
  const name = called(because, 'EN')
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER': {
      const { lift, evidence = 'PURCHASE' } = reason
      return evidence === 'PURCHASE' && isStriking(lift)
        ? `Customers who bought “${name}” buy this ${times(lift)} times as often as others.`
        : `Often chosen by the same people as “${name}”, ${didInEnglish[evidence]}.`
    }
    case 'SIMILAR_USERS':
      return reason.count === 1
        ? 'A customer with tastes like yours bought this.'
        : `${reason.count} customers with tastes like yours bought this.`
    case 'LIKES_CATEGORY':
      if (isAll(reason.share)) return `From ${reason.category}, like everything you have chosen lately.`
      return reason.share < 0.005
        ? `From ${reason.category}, like other things you chose.`
        : `${percent(reason.share)} % of what you have chosen lately is from ${reason.category}.`
    case 'TRENDING':
      return reason.windowDays === null
        ? "One of the shop's favourites."
        : reason.windowDays === 1
          ? 'Popular since yesterday.'
          : `Popular in the last ${reason.windowDays} days.`
    case 'NEXT_AFTER':
      return `Often chosen next after “${name}”, ${didInEnglish[reason.evidence ?? 'PURCHASE']}.`
    case 'LIKES_FEATURE':
      return reason.name === ''
        ? `About “${reason.value}”, like other things you chose.`
        : `${reason.name}: ${reason.value}, like other things you chose.`
    case 'BUYS_AGAIN':
      return `You buy this about every ${everyInEnglish(reason.everyDays)}; the last time was ${agoInEnglish(reason.sinceDays)}.`
    case 'NEW_IN_SHOP':
      return `New in the shop: it came ${agoInEnglish(reason.ageDays)}.`
    case 'POPULAR_IN_GROUP':
      return `Popular with customers like you (${reason.trait}: ${reason.value}): ${percent(reason.share)} % of them bought it.`
    case 'TRYING_OUT':
      return 'Something different for a change: perhaps you like it.'
    case 'SEARCHED_FOR':
      return `You searched for “${reason.query}”.`
  }
}

const everyInEnglish = (everyDays: number): string => (days(everyDays) === 1 ? 'day' : `${days(everyDays)} days`)

const agoInEnglish = (daysAgo: number): string => {
  const whole = Math.floor(daysAgo)
  return whole < 1 ? 'today' : whole === 1 ? 'yesterday' : `${whole} days ago`
}

const agoInChinese = (daysAgo: number): string => {
  const whole = Math.floor(daysAgo)
  return whole < 1 ? '今天' : whole === 1 ? '昨天' : `${whole} 天前`
}

const chinese = (reason: RecommendationReason, because: Product | null): string => {
  const name = called(because, 'ZH')
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER': {
      const { lift, evidence = 'PURCHASE' } = reason
      return evidence === 'PURCHASE' && isStriking(lift)
        ? `买过“${name}”的顾客购买此商品的可能性是其他人的 ${times(lift)} 倍。`
        : evidence === 'LIKE'
          ? `和您一样喜欢“${name}”的顾客也常选此商品。`
          : `喜欢${didInChinese[evidence]}“${name}”的顾客也常选此商品。`
    }
    case 'SIMILAR_USERS':
      return `${reason.count} 位与您喜好相近的顾客买过此商品。`
    case 'LIKES_CATEGORY':
      if (isAll(reason.share)) return `属于“${reason.category}”，和您近期选择的所有商品一样。`
      return reason.share < 0.005
        ? `属于“${reason.category}”，和您选过的其他商品一样。`
        : `您近期选择的商品中有 ${percent(reason.share)}% 属于“${reason.category}”。`
    case 'TRENDING':
      return reason.windowDays === null ? '本店一直受欢迎的商品。' : `近 ${reason.windowDays} 天的热门商品。`
    case 'NEXT_AFTER':
      return `顾客在选了${didInChinese[reason.evidence ?? 'PURCHASE']}“${name}”之后，常常接着选此商品。`
    case 'LIKES_FEATURE':
      return reason.name === ''
        ? `与“${reason.value}”有关，和您选过的其他商品一样。`
        : `${reason.name}：${reason.value}，和您选过的其他商品一样。`
    case 'BUYS_AGAIN':
      return `您大约每 ${days(reason.everyDays)} 天购买一次，上次购买是${agoInChinese(reason.sinceDays)}。`
    case 'NEW_IN_SHOP':
      return `新品：${agoInChinese(reason.ageDays)}上架。`
    case 'POPULAR_IN_GROUP':
      return `受到与您相似的顾客（${reason.trait}：${reason.value}）欢迎：其中 ${percent(reason.share)}% 买过此商品。`
    case 'TRYING_OUT':
      return '换个花样：也许您会喜欢。'
    case 'SEARCHED_FOR':
      return `您搜索过“${reason.query}”。`
  }
}

/** One sentence for the person to whom the product is shown. */
export const reasonText = (reason: RecommendationReason, because: Product | null, language: Language): string =>
  language === 'ZH' ? chinese(reason, because) : english(reason, because)
