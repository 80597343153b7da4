import type { Product } from '../domain/product.ts'
import type { Evidence, RecommendationReason } from '../domain/recommendation.ts'
import { categoryName } from './category-name.ts'
import { type Language, nameIn } from './language.ts'

const percent = (share: number): string => String(Math.round(share * 100))
const times = (lift: number): string => String(Number(lift.toFixed(1)))
const days = (count: number): number => Math.max(1, Math.round(count))

/** "100 %" of a single thing is pompous. */
const isAll = (share: number): boolean => share >= 0.995
/** "0 %" is no reason. */
const isHardly = (share: number): boolean => share < 0.005

/** "1 times as often" would be no reason. */
const isStriking = (lift: number | null): lift is number => lift !== null && lift >= 1.15

/** What a reason is about: the product it names, where it names one. */
const called = (because: Product | null, language: Language): string =>
  because === null ? '' : (nameIn(because, language) ?? because.externalId)

/** The products that a reason names, null where it names none: what the user chose, and what the recommended one is like. */
interface Named {
  readonly because: Product | null
  readonly like: Product | null
}

type ReasonOf<Kind extends RecommendationReason['kind']> = Extract<RecommendationReason, { readonly kind: Kind }>

const didInEnglish: Readonly<Record<Evidence, (name: string) => string>> = {
  PURCHASE: (name) => `you bought “${name}”`,
  LIKE: (name) => `you like “${name}”`,
  ADD_TO_CART: (name) => `you put “${name}” into your cart`,
  VIEW: (name) => `you looked at “${name}”`,
}

const didInChinese: Readonly<Record<Evidence, (name: string) => string>> = {
  PURCHASE: (name) => `您买过「${name}」`,
  LIKE: (name) => `您喜欢「${name}」`,
  ADD_TO_CART: (name) => `您把「${name}」加入过购物车`,
  VIEW: (name) => `您看过「${name}」`,
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1)

/** "the same colour, red", and of what is only so or not so: "also handmade". */
const sharedInEnglish = ({ name, value }: ReasonOf<'LIKES_FEATURE'>): string => {
  if (name === '') return `also has “${value}” in its name`
  if (value === 'true') return `is also ${name}`
  return value === 'false' ? `is not ${name}, either` : `has the same ${name}, ${value}`
}

const featureInEnglish = (reason: ReasonOf<'LIKES_FEATURE'>, because: Product | null): string => {
  const { evidence = 'PURCHASE' } = reason
  if (because !== null) {
    return `${capital(didInEnglish[evidence](called(because, 'EN')))}: this ${sharedInEnglish(reason)}.`
  }
  return `Like other things you chose, this ${sharedInEnglish(reason)}.`
}

const categoryInEnglish = (
  { category, share, evidence = 'PURCHASE' }: ReasonOf<'LIKES_CATEGORY'>,
  because: Product | null,
) => {
  const name = categoryName(category, because, 'EN')
  if (because !== null) return `Because ${didInEnglish[evidence](called(because, 'EN'))}: more from ${name}.`
  if (isAll(share)) return `From ${name}, like everything you have chosen lately.`
  return isHardly(share)
    ? `From ${name}, like other things you chose.`
    : `${percent(share)} % of what you have chosen lately is from ${name}.`
}

const resemblesInEnglish = ({ evidence = 'PURCHASE' }: ReasonOf<'RESEMBLES'>, { because, like }: Named): string => {
  const name = called(like, 'EN')
  if (because === null) return `Much like “${name}”, which would suit you, too.`
  if (because.id === like?.id) return `${capital(didInEnglish[evidence](name))}: this is much like it.`
  return `${capital(didInEnglish[evidence](called(because, 'EN')))}: people who choose it often choose “${name}”, and this is much like that.`
}

const english = (reason: RecommendationReason, products: Named): string => {
  const { because } = products
  const name = called(because, 'EN')
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER': {
      const { lift, evidence = 'PURCHASE' } = reason
      return evidence === 'PURCHASE' && isStriking(lift)
        ? `Customers who bought “${name}” buy this ${times(lift)} times as often as others.`
        : `${capital(didInEnglish[evidence](name))}: people who choose it often choose this, too.`
    }
    case 'SIMILAR_USERS':
      return reason.count === 1
        ? 'A customer with tastes like yours bought this.'
        : `${reason.count} customers with tastes like yours bought this.`
    case 'LIKES_CATEGORY':
      return categoryInEnglish(reason, because)
    case 'TRENDING':
      return reason.windowDays === null
        ? "One of the shop's favourites."
        : reason.windowDays === 1
          ? 'Popular since yesterday.'
          : `Popular in the last ${reason.windowDays} days.`
    case 'NEXT_AFTER':
      return `${capital(didInEnglish[reason.evidence ?? 'PURCHASE'](name))}: this is what people often choose next.`
    case 'LIKES_FEATURE':
      return featureInEnglish(reason, because)
    case 'BUYS_AGAIN':
      return `You buy this about every ${everyInEnglish(reason.everyDays)}; the last time was ${agoInEnglish(reason.sinceDays)}.`
    case 'RESEMBLES':
      return resemblesInEnglish(reason, products)
    case 'NEW_IN_SHOP':
      return `New in the shop: it arrived ${agoInEnglish(reason.ageDays)}.`
    case 'POPULAR_IN_GROUP':
      return `Popular with customers like you (${reason.trait}: ${reason.value}): ${percent(reason.share)} % of them bought it.`
    case 'TRYING_OUT':
      return 'Something different for a change: perhaps you will like it.'
    case 'SEARCHED_FOR':
      return `You searched for “${reason.query}”.`
  }
}

const everyInEnglish = (everyDays: number): string => (days(everyDays) === 1 ? 'day' : `${days(everyDays)} days`)

const agoInEnglish = (daysAgo: number): string => {
  const whole = Math.floor(daysAgo)
  return whole < 1 ? 'today' : whole === 1 ? 'yesterday' : `${whole} days ago`
}

/** After a Chinese character: a number stands off by a blank, a word does not. */
const agoInChinese = (daysAgo: number): string => {
  const whole = Math.floor(daysAgo)
  return whole < 1 ? '今天' : whole === 1 ? '昨天' : ` ${whole} 天前`
}

const everyInChinese = (everyDays: number): string =>
  days(everyDays) === 1 ? '您差不多每天都会购买' : `您大约每 ${days(everyDays)} 天购买一次`

/** Attributes that many shops have, as they are called in Chinese; others keep the shop's name. */
const attributesInChinese: Readonly<Record<string, string>> = {
  brand: '品牌',
  colour: '颜色',
  color: '颜色',
  material: '材质',
  size: '尺码',
  season: '季节',
  style: '款式',
  flavour: '口味',
  flavor: '口味',
  origin: '产地',
  author: '作者',
  gender: '适用人群',
  pattern: '图案',
  scent: '香味',
  weight: '重量',
  type: '类型',
}

/** The value in that language, where a product that has it says so: `colour_zh` beside `colour`. */
const valueInChinese = ({ name, value }: ReasonOf<'LIKES_FEATURE'>, because: Product | null): string => {
  const translated = because?.attributes[`${name}_zh`]
  return String(because?.attributes[name]) === value && typeof translated === 'string' ? translated : value
}

/** Between Chinese characters: letters and numbers of other scripts stand off by blanks. */
const among = (word: string): string =>
  /^\p{Script=Han}.*\p{Script=Han}$|^\p{Script=Han}$/u.test(word) ? word : ` ${word} `

const sharedInChinese = (reason: ReasonOf<'LIKES_FEATURE'>, because: Product | null): string => {
  const { name, value } = reason
  if (name === '') return `名称中也有「${value}」`
  const called = attributesInChinese[name.toLowerCase()] ?? name
  if (value === 'true') return `也符合「${called}」`
  if (value === 'false') return `也不属于「${called}」`
  return `的${among(called)}相同：「${valueInChinese(reason, because)}」`
}

const featureInChinese = (reason: ReasonOf<'LIKES_FEATURE'>, because: Product | null): string => {
  const { evidence = 'PURCHASE' } = reason
  if (because !== null)
    return `${didInChinese[evidence](called(because, 'ZH'))}，这款${sharedInChinese(reason, because)}。`
  return `和您选过的其他商品一样，这款${sharedInChinese(reason, because)}。`
}

const categoryInChinese = (
  { category, share, evidence = 'PURCHASE' }: ReasonOf<'LIKES_CATEGORY'>,
  because: Product | null,
) => {
  const name = categoryName(category, because, 'ZH')
  if (because !== null) return `${didInChinese[evidence](called(because, 'ZH'))}，这款同属「${name}」。`
  if (isAll(share)) return `属于「${name}」，与您近期选择的商品一致。`
  return isHardly(share)
    ? `属于「${name}」，与您选过的其他商品同类。`
    : `您近期选择的商品中有 ${percent(share)}% 属于「${name}」。`
}

const resemblesInChinese = ({ evidence = 'PURCHASE' }: ReasonOf<'RESEMBLES'>, { because, like }: Named): string => {
  const name = called(like, 'ZH')
  if (because === null) return `与同样适合您的「${name}」相似。`
  if (because.id === like?.id) return `${didInChinese[evidence](name)}，这款与之相似。`
  return `${didInChinese[evidence](called(because, 'ZH'))}，选择它的顾客也常选「${name}」，这款与之相似。`
}

const chinese = (reason: RecommendationReason, products: Named): string => {
  const { because } = products
  const name = called(because, 'ZH')
  switch (reason.kind) {
    case 'BOUGHT_TOGETHER': {
      const { lift, evidence = 'PURCHASE' } = reason
      return evidence === 'PURCHASE' && isStriking(lift)
        ? `买过「${name}」的顾客购买这款商品的可能性是其他顾客的 ${times(lift)} 倍。`
        : `${didInChinese[evidence](name)}，选择它的顾客也常选这款商品。`
    }
    case 'SIMILAR_USERS':
      return `有 ${reason.count} 位与您喜好相近的顾客买过这款商品。`
    case 'LIKES_CATEGORY':
      return categoryInChinese(reason, because)
    case 'TRENDING':
      return reason.windowDays === null
        ? '本店一直热销的商品。'
        : reason.windowDays === 1
          ? '昨天以来的热门商品。'
          : `近 ${reason.windowDays} 天的热门商品。`
    case 'NEXT_AFTER':
      return `${didInChinese[reason.evidence ?? 'PURCHASE'](name)}，很多顾客接下来会选这款商品。`
    case 'LIKES_FEATURE':
      return featureInChinese(reason, because)
    case 'BUYS_AGAIN':
      return `${everyInChinese(reason.everyDays)}，上次购买是${agoInChinese(reason.sinceDays)}。`
    case 'RESEMBLES':
      return resemblesInChinese(reason, products)
    case 'NEW_IN_SHOP':
      return `新品，${agoInChinese(reason.ageDays).trimStart()}上架。`
    case 'POPULAR_IN_GROUP':
      return `很受与您相似的顾客（${reason.trait}：${reason.value}）欢迎，其中 ${percent(reason.share)}% 买过。`
    case 'TRYING_OUT':
      return '换换口味：也许您会喜欢。'
    case 'SEARCHED_FOR':
      return `您搜索过「${reason.query}」。`
  }
}

/** One sentence for the person to whom the product is shown. */
export const reasonText = (reason: RecommendationReason, products: Named, language: Language): string =>
  language === 'ZH' ? chinese(reason, products) : english(reason, products)
