import { defineConfig } from 'vitest/config'

const needsServices = ['test/{store,jobs,schema,http,cli,postgres}/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: needsServices,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'services',
          include: needsServices,
          globalSetup: ['test/support/services.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
