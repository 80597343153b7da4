import { join } from 'node:path'

import { defineConfig } from 'vitest/config'

import { LongestFirst } from './test/support/longest-first.ts'

const needsServices = ['test/{store,jobs,schema,http,cli,postgres}/**/*.test.ts']

/** Node loads graphql's CommonJS build, Vite would give the tests its other one, and GraphQL refuses a mixture of the two. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

/** Threads and commands that tests start find their code compiled. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/clientele/compiled') }

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: needsServices,
          env,
          setupFiles: ['test/support/property-seed.ts'],
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'services',
          include: needsServices,
          globalSetup: ['test/support/services.ts'],
          env,
          setupFiles: ['test/support/property-seed.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          // Its own group, because the number of workers is its own.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
