// A thread that computes one task and ends: what it took is given back, and what goes wrong in it stays in it.
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'

import { type TaskName, tasks } from './tasks.ts'
import type { ThreadMessage } from './threads.ts'
import { transferablesOf } from './transferables.ts'

const { name, input } = workerData as { readonly name: TaskName; readonly input: never }
const port = parentPort
if (!port) throw new Error('model-thread.ts is started as a thread, by threads.ts')

const send = (message: ThreadMessage): void => port.postMessage(message, [...transferablesOf(message)])

/** What is computed ahead of its reader stays in memory: one item on the way, one in the making. */
for (const item of tasks[name](input, (fraction) => send({ kind: 'progress', fraction }))) {
  send({ kind: 'item', item })
  await once(port, 'message')
}
send({ kind: 'end' })
