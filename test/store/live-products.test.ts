import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createRandom } from '../../src/models/math/random.ts'
import { readCatalogueVersion } from '../../src/store/catalogue-version.ts'
import { ingestProducts } from '../../src/store/ingest-products.ts'
import { readLiveChanges, readLiveProducts } from '../../src/store/live-products.ts'
import { trackEvents } from '../../src/store/track-events.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventOf } from '../support/events.ts'
import { liveCatalogue, liveProduct } from '../support/live-shop.ts'

describe('a catalogue that is kept up to date', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.drop())

  const ingest = (...products: Parameters<typeof ingestProducts>[1]) =>
    database.transaction((client) => ingestProducts(client, products))
  const now = () => readLiveProducts(database.pool)
  const since = (known: Awaited<ReturnType<typeof now>>) => readLiveChanges(database.pool, known)

  it('is all read again while no product has a name, and knows what is offered then', async () => {
    const at = '2024-06-01T12:00:00Z'
    await trackEvents(database, [eventOf({ userId: 'ada', productId: 'heard-of', at })], 'UTC')
    const before = await now()
    expect(before.products.map(({ recommendable }) => recommendable)).toEqual([true])
    await ingest(liveProduct(0, 0))
    const after = await since(before)
    expect(after.products).toEqual((await now()).products)
    expect(after.products.map(({ recommendable }) => recommendable)).toEqual([false, true])
    await ingest(...liveCatalogue)
  })

  it('reads what changed and nothing else, and is what a whole reading gives', async () => {
    const random = createRandom(5)
    let known = await now()
    for (let round = 0; round < 25; round++) {
      const changes = Array.from({ length: 1 + random.integer(3) }, () => {
        const product = liveProduct(random.integer(4), random.integer(12))
        const fields = [
          { price: random.integer(50) },
          { inStock: random.integer(2) === 0 },
          { name: `renamed ${round}` },
        ]
        return { ...product, ...fields[random.integer(3)] }
      })
      const came = round % 5 === 0 ? [{ ...liveProduct(1, round % 12), productId: `new-${round}` }] : []
      await ingest(...changes, ...came)
      const change = await since(known)
      const ids = new Set([...changes, ...came].map(({ productId }) => productId))
      for (const { externalId } of change.changed) expect(ids).toContain(externalId)
      const whole = await now()
      expect({ version: change.version, products: change.products }).toEqual(whole)
      known = whole
    }
    expect((await since(known)).changed).toEqual([])
  })

  it('hears of products that only events have spoken of', async () => {
    const known = await now()
    const at = '2024-06-02T12:00:00Z'
    await trackEvents(database, [eventOf({ userId: 'ada', productId: 'overheard', at })], 'UTC')
    const { changed } = await since(known)
    expect(changed).toMatchObject([{ externalId: 'overheard', recommendable: false }])
  })

  it('misses no change of two that are made at the same time', async () => {
    const known = await now()
    const begun = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const slow = database.transaction(async (client) => {
      await ingestProducts(client, [{ ...liveProduct(0, 1), price: 901 }])
      begun.resolve()
      await release.promise
    })
    await begun.promise
    const quick = ingest({ ...liveProduct(0, 2), price: 902 })
    release.resolve()
    await Promise.all([slow, quick])
    const between = await since(known)
    expect(between.products).toEqual((await now()).products)
    expect(between.changed.map(({ price }) => price).sort()).toEqual([901, 902])
    expect(await readCatalogueVersion(database)).toBe(known.version + 2)
  })

  it('keeps its version where an import changes nothing', async () => {
    const before = await readCatalogueVersion(database)
    await ingest({ ...liveProduct(0, 1), price: 901 })
    expect(await readCatalogueVersion(database)).toBe(before)
  })
})
