import type { CouponAction, NextBestAction } from '../domain/next-action.ts'

export interface NextActionText {
  readonly en: string
  readonly zh: string
}

const kinds: Readonly<Record<Exclude<CouponAction, 'NONE'>, NextActionText>> = {
  PERCENT: { en: 'a coupon of per cent', zh: '折扣券' },
  FIXED: { en: 'a coupon of an amount off', zh: '满减券' },
  SHIPPING: { en: 'a coupon of free delivery', zh: '免邮券' },
}

const byDefault: NextActionText = {
  en: 'Nothing is sent: no policy is known to bring more than sending nothing.',
  zh: '不发券：尚无任何策略被证明比不发更好。',
}
const unknownState: NextActionText = {
  en: 'Nothing is sent: too little was tried with customers who stand here to know better.',
  zh: '不发券：处于该状态的顾客样本太少，无法判断发券是否更好。',
}
const knownNone: NextActionText = {
  en: 'Nothing is sent: nothing that was tried with customers who stand here is known to bring more.',
  zh: '不发券：对处于该状态的顾客，已试过的券都未被证明更有益。',
}

/** Why that is to be done, in sentences with amounts in the shop's currency. */
export const createNextActionTexts = (currency: string) => {
  const formats = {
    en: new Intl.NumberFormat('en', { style: 'currency', currency }),
    zh: new Intl.NumberFormat('zh', { style: 'currency', currency }),
  }
  return ({ action, isDefault, worths }: NextBestAction, isPublished: boolean): NextActionText => {
    if (action === 'NONE') {
      if (!isDefault) return knownNone
      return isPublished ? unknownState : byDefault
    }
    const worthOf = (name: CouponAction) => worths.find((worth) => worth.action === name)?.value ?? 0
    const { en, zh } = kinds[action]
    const amounts = (format: Intl.NumberFormat) => [format.format(worthOf(action)), format.format(worthOf('NONE'))]
    const [sent, nothing] = amounts(formats.en)
    const [sentZh, nothingZh] = amounts(formats.zh)
    return {
      en: `Send ${en}: with customers who stand here it brought ${sent} of margin from then on, and nothing sent brought ${nothing}.`,
      zh: `发${zh}：处于该状态的顾客发券后带来的毛利为 ${sentZh}，不发为 ${nothingZh}。`,
    }
  }
}
