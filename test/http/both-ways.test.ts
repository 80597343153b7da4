import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { ApiKey } from '../../src/domain/api-key.ts'
import { createApi } from '../../src/http/yoga.ts'
import { createLog } from '../../src/log.ts'
import { tinySchema } from './support/tiny-schema.ts'
import { startTinyServer, type TinyServer } from './support/tiny-server.ts'

const corpus: Readonly<Record<string, object>> = {
  'a plain query': { query: '{ hello }' },
  variables: { query: 'query ($n: String, $t: Int) { hello(name: $n, times: $t) }', variables: { n: 'Ada', t: 2 } },
  'null variables': { query: '{ hello }', variables: null, operationName: null, extensions: null },
  'characters of many scripts': { query: '{ hello(name: "Zoë 你好 🙂 \\u2028") }' },
  aliases: { query: '{ a: hello b: hello(name: "b") }' },
  fragments: { query: '{ node { ...n } } fragment n on Node { name children(count: 2) { name } }' },
  'an inline fragment with a directive': { query: '{ node { ... on Node @skip(if: true) { name } child { name } } }' },
  'lists in lists': { query: '{ node { children(count: 5) { children(count: 4) { name } } } }' },
  'a mutation': { query: 'mutation { add(a: 1, b: 2) }' },
  'one of several operations': { query: 'query a { hello } query b { nothing }', operationName: 'b' },
  'none of several operations': { query: 'query a { hello } query b { nothing }' },
  'an operation that is not there': { query: 'query a { hello }', operationName: 'c' },
  null: { query: '{ nothing }' },
  'an expected failure': { query: '{ hello expected }' },
  'an expected failure at the root': { query: '{ hello expectedRoot }' },
  'an unexpected failure': { query: '{ hello broken }' },
  'an unexpected failure at the root': { query: '{ hello brokenRoot }' },
  'what is not GraphQL': { query: '{ hello' },
  'an empty selection': { query: '{ }' },
  'an unknown field': { query: '{ helo }' },
  'a wrong argument': { query: '{ hello(name: 3) }' },
  'a variable of the wrong type': { query: 'query ($t: Int) { hello(times: $t) }', variables: { t: 'x' } },
  'a variable that is missing': { query: 'mutation ($a: Int!) { add(a: $a, b: 1) }' },
  'more than the depth allows': { query: `{ node ${'{ child '.repeat(25)} { name } ${'}'.repeat(25)} }` },
  'more tokens than allowed': { query: `{ ${Array.from({ length: 2000 }, (_, i) => `a${i}: hello`).join(' ')} }` },
  introspection: { query: getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, oneOf: true }) },
  'an unknown parameter': { query: '{ hello }', quary: 1 },
  'variables that are a list': { query: '{ hello }', variables: [] },
  'a name that is a number': { query: '{ hello }', operationName: 3 },
}

/** References are random. */
const withoutReference = (text: string) => text.replaceAll(/[0-9a-f]{12}/g, 'reference')

describe('the short way and Yoga', () => {
  let server: TinyServer
  let direct: (body: object, accept: string) => Promise<Response>
  beforeAll(async () => {
    server = await startTinyServer()
    const createContext = (apiKey: ApiKey) => ({ apiKey })
    const { yoga } = createApi({ schema: tinySchema, createContext, log: createLog('silent') })
    direct = async (body, accept) =>
      yoga.fetch(
        server.graphql,
        { method: 'POST', headers: { 'content-type': 'application/json', accept }, body: JSON.stringify(body) },
        { apiKey: {} as ApiKey },
      )
  })
  afterAll(() => server.close())

  describe.each(['*/*', 'application/json', 'application/graphql-response+json'])('asked for %s', (accept) => {
    it.each(Object.keys(corpus))('answer %s alike', async (name) => {
      // Twice: the second time from the caches of parsed and validated documents.
      for (let round = 0; round < 2; round++) {
        const ours = await server.post(corpus[name], { accept })
        const yogas = await direct(corpus[name], accept)
        expect(ours.status).toBe(yogas.status)
        expect(ours.headers.get('content-type')).toBe(yogas.headers.get('content-type'))
        expect(withoutReference(await ours.text())).toBe(withoutReference(await yogas.text()))
      }
    })
  })
})
