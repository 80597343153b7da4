import { once } from 'node:events'

import type { Command } from 'commander'

import { wholeNumber } from './arguments.ts'
import { runWithResources } from './run.ts'

const examples = `
Examples:
  npm run clientele -- work
  npm run clientele -- work --grace 60

Any number of workers may run, on any number of machines that reach the database. SIGTERM lets running jobs finish within
the grace and hands the others back to the queue; a worker that is killed loses nothing, another one takes over.`

const work = ({ grace }: { readonly grace: number }) =>
  runWithResources(
    async (resources, signal) => {
      const { startWorkers } = await import('../jobs/worker.ts')
      const workers = await startWorkers(resources)
      resources.log.info('the worker is ready')
      if (!signal.aborted) await once(signal, 'abort')
      resources.log.info('the worker stops: it takes no more jobs')
      await workers.close(grace * 1000)
    },
    { logLevel: 'info' },
  )

export const addWorkCommand = (program: Command): void => {
  program
    .command('work')
    .description('run a worker: computes what is asked for, and starts the nightly recompute')
    .option('--grace <seconds>', 'how long running jobs may finish when it is told to stop', wholeNumber(0, 3600), 20)
    .addHelpText('after', examples)
    .action(work)
}
