import { buildInteractions, type Interactions } from '../../src/models/interactions.ts'
import { createRandom } from '../../src/models/math/random.ts'

/** Users with 20 to 100 draws each of items, a few of which most people have; about 58 distinct ones a user at 20,000 items. */
export const generatedInteractions = (users: number, items: number, seed = 1): Interactions => {
  const random = createRandom(seed)
  const most = users * 100
  const [user, item] = [new Int32Array(most), new Int32Array(most)]
  const lastUser = new Int32Array(items).fill(-1)
  let length = 0
  for (let row = 0; row < users; row++) {
    for (let draw = 20 + random.integer(81); draw > 0; draw--) {
      const drawn = Math.floor(items * random.uniform() ** 2.5)
      if (lastUser[drawn] === row) continue
      lastUser[drawn] = row
      user[length] = row
      item[length++] = drawn
    }
  }
  return buildInteractions({ users, items, user: user.subarray(0, length), item: item.subarray(0, length) })
}
