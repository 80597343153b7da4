/**
 * What a redemption `r` of a coupon `k` took off its order `o`: as it was told, or else worked out from the coupon. Prices are as paid, so that ten per cent off is a ninth of what was paid; where all is off and something was paid all the same, prices are not as paid, and that is what it took off.
 */
export const discountOf = `coalesce(r.discount, CASE k.kind WHEN 'PERCENT' THEN coalesce(o.amount, 0) * CASE WHEN k.value < 100 THEN k.value / (100 - k.value) ELSE 1 END ELSE k.value END)`

/**
 * What it cost the campaign `c` in margin, beside the margin of the price as paid: the goods cost the shop as much as without the coupon, so rate * (paid + discount) - discount = rate * paid - (1 - rate) * discount. Delivery is in no price, and costs
 * all that it would have cost.
 */
export const marginLost = `${discountOf} * CASE k.kind WHEN 'SHIPPING' THEN 1 ELSE 1 - c.margin_rate END`
