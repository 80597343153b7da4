// A worker in a process of its own, to be killed: takes over quickly, says when it is ready, and works until its standard input ends.
import { readConfig } from '../../src/config.ts'
import { createQueues } from '../../src/jobs/queue.ts'
import { startWorkers } from '../../src/jobs/worker.ts'
import { createLog } from '../../src/log.ts'
import { openDatabase } from '../../src/store/database.ts'
import { quick } from './quick.ts'

const [, , url, redisUrl = ''] = process.argv
const config = readConfig({ LOG_LEVEL: 'silent', RECOMMENDATION_BUDGET: 'quick', WEBHOOKS_INSIDE: 'true' })
const log = createLog(config.logLevel)
const database = openDatabase({ url })
const queues = createQueues({ databaseUrl: url, redisUrl: redisUrl || null, log })
const workers = await startWorkers({ config, database, queues, log }, quick)
process.stdout.write('ready\n')
const leave = async (graceMs: number) => {
  await workers.close(graceMs)
  await queues.close()
  await database.close()
  process.exit(0)
}
process.on('SIGTERM', () => leave(300))
process.stdin.on('end', () => leave(0)).resume()
