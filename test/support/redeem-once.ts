// Redeems a code in a process of its own, to be killed.
import { redeemCoupon } from '../../src/campaigns/redeem-coupon.ts'
import { openDatabase } from '../../src/store/database.ts'

const [, , url, code, orderKey] = process.argv
const database = openDatabase({ url, connections: 1 })
await redeemCoupon(database, { code, orderKey }, new Date())
await database.close()
