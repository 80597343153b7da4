/**
 * What a coupon does to somebody. PERSUADABLE: buys with it, and would not without. SURE_THING: buys anyway. LOST_CAUSE: does not buy anyway. DO_NOT_DISTURB: would buy without it, and does not
 * with it. Append, never reorder.
 */
export const upliftClasses = ['PERSUADABLE', 'SURE_THING', 'LOST_CAUSE', 'DO_NOT_DISTURB'] as const
export type UpliftClass = (typeof upliftClasses)[number]
