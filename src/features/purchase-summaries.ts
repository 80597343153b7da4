/** What BG/NBD eats: (x, t_x, T) of Fader, Hardie & Lee 2005, in days. */
export interface PurchaseSummary {
  /** x: purchase days after the first. */
  readonly frequency: number
  /** t_x: days from the first to the last purchase day; 0 without a repeat. */
  readonly recency: number
  /** T: days from the first purchase day to the as-of day. */
  readonly tenure: number
}

/**
 * The summary of one customer from day numbers of the shop's calendar (`createLocalClock`); `purchaseDays` counts distinct days.
 * null for someone who has never ordered.
 */
export const purchaseSummary = (
  days: { readonly first: number; readonly last: number; readonly purchaseDays: number },
  asOfDay: number,
): PurchaseSummary | null =>
  days.purchaseDays < 1
    ? null
    : { frequency: days.purchaseDays - 1, recency: days.last - days.first, tenure: asOfDay - days.first }
