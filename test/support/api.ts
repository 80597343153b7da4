import { createContextFactory } from '../../src/context.ts'
import type { ApiKey, Scope } from '../../src/domain/api-key.ts'
import { createApi } from '../../src/http/yoga.ts'
import { createQueues, type Queues } from '../../src/jobs/queue.ts'
import { createLog } from '../../src/log.ts'
import { schema } from '../../src/schema/index.ts'
import { openServing, type Serving } from '../../src/serving/open-serving.ts'
import type { Database } from '../../src/store/database.ts'

export interface Answer<Data> {
  readonly data: Data
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}

export const keyWith = (...scopes: Scope[]): ApiKey => ({
  id: 'test',
  name: 'test',
  scopes,
  createdAt: new Date(0),
  expiresAt: null,
  revokedAt: null,
})

export interface TestApi {
  /** Through Yoga with everything but the socket. The key has every scope unless the test gives another. */
  readonly execute: <Data = Record<string, unknown>>(
    query: string,
    variables?: object,
    apiKey?: ApiKey | null,
  ) => Promise<Answer<Data>>
  /** As server-sent events. */
  readonly fetch: (query: string, variables?: object, apiKey?: ApiKey | null) => Promise<Response>
  readonly queues: Queues
  /** Its thread starts when something is asked of it. */
  readonly serving: Serving
  readonly close: () => Promise<void>
}

export const openApi = (database: Database): TestApi => {
  const log = createLog('silent')
  const queues = createQueues({ databaseUrl: database.url, redisUrl: null, log })
  const serving = openServing({ databaseUrl: database.url, onTrouble: () => undefined })
  const config = { timeZone: 'UTC', currency: 'EUR', keySecret: '', webhooksInside: true }
  const createContext = createContextFactory({ config, log, database, queues, serving })
  const { yoga } = createApi({ schema, createContext, log })
  const post = (query: string, variables: object, apiKey: ApiKey | null, accept: string) =>
    yoga.fetch(
      'http://localhost/graphql',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify({ query, variables }),
      },
      { apiKey } as { apiKey: ApiKey },
    )
  return {
    execute: async (query, variables = {}, apiKey = keyWith('admin')) =>
      (await post(query, variables, apiKey, 'application/json')).json(),
    fetch: async (query, variables = {}, apiKey = keyWith('admin')) =>
      post(query, variables, apiKey, 'text/event-stream'),
    queues,
    serving,
    close: async () => {
      await serving.close()
      await queues.close()
    },
  }
}
