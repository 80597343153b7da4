import type { Database, Statement } from '../database.ts'

/** What a coupon is good for. */
export interface CouponProducts {
  readonly couponId: number
  /** 0: everything. */
  readonly count: number
  /** The shop's own ids, the first thousand in their order. */
  readonly externalIds: readonly string[]
}

const products: Statement = {
  name: 'coupon_products',
  text: `SELECT asked.id AS "couponId", (SELECT count(*) FROM campaign_coupon_products p WHERE p.coupon_id = asked.id) AS count,
      ARRAY(SELECT p.product_id FROM campaign_coupon_products p WHERE p.coupon_id = asked.id ORDER BY p.product_id LIMIT 1000) AS "externalIds"
    FROM unnest($1::int[]) AS asked(id)`,
}

export const findCouponProducts = (database: Database, couponIds: readonly number[]): Promise<CouponProducts[]> =>
  database.read<CouponProducts>(products, [couponIds])
