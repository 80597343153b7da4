import type { CategorySpend } from '../domain/activity.ts'
import type { FavouriteCategory } from '../domain/portrait.ts'

/** Each category's part of the whole shop's spend; they add up to 1. */
export type CategoryShares = Readonly<Record<string, number>>

/** `a > b > c` → `a > b`: deeper levels have too few purchases of one person to speak of a liking. */
export const broadCategory = (path: string): string =>
  path
    .split('>')
    .map((level) => level.trim())
    .filter((level) => level !== '')
    .slice(0, 2)
    .join(' > ')

/** Spend by broad category, in the order first met. Amounts of 0 or less (gifts, corrections) say nothing and are left out. */
const broadSpend = (spend: readonly CategorySpend[]): ReadonlyMap<string, number> => {
  const totals = new Map<string, number>()
  for (const { category, amount } of spend) {
    const broad = broadCategory(category)
    if (amount > 0 && broad !== '') totals.set(broad, (totals.get(broad) ?? 0) + amount)
  }
  return totals
}

/** Shares of a whole: of one user's or of the shop's spend on known categories. */
export const categoryShares = (spend: readonly CategorySpend[]): CategoryShares => {
  const totals = broadSpend(spend)
  const whole = [...totals.values()].reduce((sum, amount) => sum + amount, 0)
  return Object.fromEntries([...totals].map(([category, amount]) => [category, amount / whole]))
}

/**
 * All broad categories of a user, the largest share first (ties by name). Shares add up to 1 over the list;
 * lift is the user's share over the shop's, 1 for a category the shop's shares do not know.
 */
export const favouriteCategories = (spend: readonly CategorySpend[], shop: CategoryShares): FavouriteCategory[] =>
  Object.entries(categoryShares(spend))
    .map(([category, share]) => ({ category, share, lift: Object.hasOwn(shop, category) ? share / shop[category] : 1 }))
    .sort((a, b) => b.share - a.share || (a.category < b.category ? -1 : 1))
