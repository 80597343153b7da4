// A thread that comes into the first task it sees and ends there.
import { workerData } from 'node:worker_threads'

import { controlOf, open, word } from '../../../src/compute/block-loop.ts'

const control = controlOf(workerData.memory)
for (;;) {
  const inside = Atomics.load(control, word.inside)
  if ((inside & open) !== 0 && Atomics.compareExchange(control, word.inside, inside, inside + 1) === inside) break
}
process.exit(1)
