import type { MappingInput } from '../mapping.ts'
import { giftShopKeywords } from './gift-shop-keywords.ts'

/** Stock codes of Online Retail that are postage, fees, corrections, samples and vouchers. */
const notMerchandise = '^(?:POST|DOT|D|M|m|S|B|C2|PADS|CRUK|BANK CHARGES|AMAZONFEE|gift_.*)$'

const form = (format: string): MappingInput => ({
  header: true,
  columns: {
    InvoiceNo: 'order_id',
    StockCode: 'product_id',
    Quantity: 'quantity',
    InvoiceDate: 'timestamp',
    UnitPrice: 'unit_price',
    CustomerID: 'user_id',
  },
  constants: { type: 'PURCHASE', currency: 'GBP' },
  times: { format },
  cleaning: { cancellationPrefix: 'C', freePurchases: false, repeats: 'drop', stripPointZero: ['user_id'] },
  products: {
    name: 'Description',
    notMerchandise,
    categoryKeywords: giftShopKeywords.map(([keyword, category]) => [keyword, category]),
  },
})

/** UCI Online Retail, with ISO stamps or with those of its spreadsheet (12/1/2010 8:26). */
export const onlineRetail: readonly MappingInput[] = [form('iso'), form('M/D/YYYY H:mm')]
