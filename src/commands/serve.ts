import { once } from 'node:events'

import type { Command } from 'commander'

import { wholeNumber } from './arguments.ts'
import { runWithResources } from './run.ts'

const examples = `
Examples:
  npm run clientele -- serve
  npm run clientele -- serve --port 8080
  HOST=0.0.0.0 npm run clientele -- serve

It answers queries and takes events; a worker ("work") computes. Every request for data needs a key ("keys create").
SIGTERM lets running requests finish.`

const serve = ({ port }: { readonly port?: number }) =>
  runWithResources(
    async (resources, signal) => {
      const { serveResources } = await import('../http/serve-resources.ts')
      const server = await serveResources(resources, { port: port ?? resources.config.port })
      process.stdout.write(`GraphQL: ${server.url}/graphql\n`)
      if (!signal.aborted) await once(signal, 'abort')
      await server.close()
    },
    { logLevel: 'info' },
  )

export const addServeCommand = (program: Command): void => {
  program
    .command('serve')
    .description('run the HTTP server: GraphQL, GraphiQL, health and metrics')
    .option('--port <n>', 'the port (default: PORT, else 4000 or the next one that is free)', wholeNumber(0, 65_535))
    .addHelpText('after', examples)
    .action(serve)
}
