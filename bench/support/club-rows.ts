import { createRandom } from '../../src/models/math/random.ts'

export const perPerson = 20
export const clubs = 20

/** People of twenty clubs, who mostly buy of the twentieth part of the products that is their club's. */
export const clubRows = (users: number, items: number) => {
  const random = createRandom(7)
  const length = users * perPerson
  const rows = {
    userIds: new Float64Array(length),
    productIds: new Int32Array(length),
    ageDays: new Float32Array(length),
    signal: new Uint8Array(length).fill(3),
  }
  for (let user = 0; user < users; user++) {
    for (let n = 0; n < perPerson; n++) {
      const at = user * perPerson + n
      const own = random.uniform() < 0.7
      const part = own ? ((user % clubs) + random.uniform()) / clubs : random.uniform() ** 2
      rows.userIds[at] = user + 1
      rows.productIds[at] = 1 + Math.min(items - 1, Math.floor(part * items))
      rows.ageDays[at] = 200 - 10 * n + random.uniform()
    }
  }
  return rows
}
