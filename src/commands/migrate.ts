import type { Command } from 'commander'

import { CodedError } from '../errors.ts'
import { openEmbeddedPostgres } from '../postgres/embedded.ts'
import { runPlain } from './run.ts'

const examples = `
Examples:
  npm run clientele -- migrate
  DATABASE_URL=postgresql://shop@db/clientele npm run clientele -- migrate`

/** The database is not there or does not let us in: its own words, and where to look. */
const refused = /^(3D000|28P01|28000|08\w{3})$/

const unreachable = (cause: NodeJS.ErrnoException): never => {
  const isConnecting = cause.syscall === 'connect' || cause.syscall === 'getaddrinfo'
  if (!isConnecting && !refused.test(cause.code ?? '')) throw cause
  throw new CodedError('POSTGRES_UNAVAILABLE', `The database does not answer: ${cause.message}. Check DATABASE_URL.`, {
    cause,
  })
}

export const addMigrateCommand = (program: Command): void => {
  program
    .command('migrate')
    .description('bring the database to this version; safe to run twice and from two machines')
    .addHelpText('after', examples)
    .action(() =>
      runPlain(async ({ databaseUrl, dataFolder }) => {
        const { migrate } = await import('../store/migrate.ts')
        const server = databaseUrl === null ? await openEmbeddedPostgres(dataFolder) : { url: databaseUrl, close: null }
        try {
          const applied = await migrate(server.url).catch(unreachable)
          process.stdout.write(
            applied.length === 0
              ? 'The database is at this version.\n'
              : applied.map((name) => `applied ${name}\n`).join(''),
          )
        } finally {
          await server.close?.()
        }
      }),
    )
}
