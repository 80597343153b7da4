// A thread that computes one task and ends: what it took is given back, and what goes wrong in it stays in it.
import { parentPort, workerData } from 'node:worker_threads'

import { type TaskName, tasks } from './tasks.ts'
import type { ThreadMessage } from './threads.ts'
import { transferablesOf } from './transferables.ts'

const { name, input } = workerData as { readonly name: TaskName; readonly input: never }

const send = (message: ThreadMessage): void => parentPort?.postMessage(message, [...transferablesOf(message)])

send({ kind: 'result', result: tasks[name](input, (fraction) => send({ kind: 'progress', fraction })) })
