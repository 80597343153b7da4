import type { RecordKind } from '../fields.ts'
import type { MappingInput } from '../mapping.ts'

/** dunnhumby's "The Complete Journey": a grocer's households, products, transactions, campaigns and coupons. */
export const completeJourney: Readonly<Partial<Record<RecordKind, readonly MappingInput[]>>> = {
  users: [{ header: true, columns: { household_id: 'user_id' } }],
  products: [
    {
      header: true,
      columns: { product_id: 'product_id', product_type: 'name', product_category: 'category' },
    },
  ],
  events: [
    {
      header: true,
      columns: {
        household_id: 'user_id',
        product_id: 'product_id',
        basket_id: 'order_id',
        quantity: 'quantity',
        sales_value: 'amount',
        transaction_timestamp: 'timestamp',
        store_id: 'properties.store',
      },
      constants: { type: 'PURCHASE', currency: 'USD', channel: 'store' },
    },
    {
      header: true,
      columns: {
        household_id: 'user_id',
        redemption_date: 'timestamp',
        coupon_upc: 'properties.coupon',
        campaign_id: 'properties.campaign',
      },
      constants: { type: 'COUPON_REDEEM', channel: 'store' },
    },
  ],
  campaigns: [
    {
      header: true,
      columns: {
        campaign_id: 'campaign_id',
        campaign_type: 'description',
        start_date: 'starts_at',
        end_date: 'ends_at',
      },
    },
  ],
  coupons: [
    { header: true, columns: { campaign_id: 'campaign_id', coupon_upc: 'coupon_id', product_id: 'product_id' } },
  ],
  assignments: [{ header: true, columns: { campaign_id: 'campaign_id', household_id: 'user_id' } }],
  redemptions: [
    {
      header: true,
      columns: {
        campaign_id: 'campaign_id',
        household_id: 'user_id',
        coupon_upc: 'coupon_id',
        redemption_date: 'redeemed_at',
      },
    },
  ],
}
