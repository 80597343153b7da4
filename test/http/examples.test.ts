import { parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'

import { readExamples } from '../../src/http/examples.ts'
import { schema } from '../../src/schema/index.ts'

const ids = { user: 'u "1"', product: 'p-1', segment: 'champions' }

describe('the examples of GraphiQL', () => {
  it('are valid documents of the schema, with and without ids filled in', async () => {
    for (const documents of [await readExamples(null), await readExamples(ids)]) {
      expect(documents.length).toBeGreaterThan(5)
      for (const document of documents) expect(validate(schema, parse(document))).toEqual([])
    }
  })

  it('run as they stand where ids are known', async () => {
    const text = (await readExamples(ids)).join('\n')
    expect(text).toContain('query Portrait($externalId: ID! = "u \\"1\\"", $first: Int = 10)')
    expect(text).toContain('query Similar($externalId: ID! = "p-1")')
    expect(text).toContain('$minProbability: Float! = 0.5,')
    expect(text).toContain('mutation Snapshot($key: ID! = "champions")')
    expect(text).toContain(
      'mutation CreateCampaign($input: CreateCampaignInput! = { key: "spring", name: "Spring", segment: "champions",',
    )
    expect(text).toContain(
      'mutation CompareCampaigns($input: CompareCampaignsInput! = { key: "spring-or-summer", a: "spring"',
    )
    expect(text).toContain('query Comparison($comparison: ID! = "spring-or-summer")')
    expect(text).toContain('mutation Allocate($key: ID! = "spring")')
    expect(text).toContain('mutation Track($events: [EventInput!]! = [{ eventId: "try-1"')
  })
})
