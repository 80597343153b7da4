// How many of the people who are really alike do lookalikes find? In the generated shop it is known what people are (their archetype, which no model sees): half of those of a kind are named, the others are to be found.
//   node bench/lookalikes.ts [users]
import { openCompute } from '../src/compute/open.ts'
import { createHiddenPeople } from '../test/support/hidden-people.ts'

const compute = openCompute({ threads: 2 })
const { snapshot, find, archetypes } = createHiddenPeople(Number(process.argv[2] ?? 4000), compute)
console.log(`${snapshot.table.rows} customers`)
for (const archetype of archetypes) {
  const started = performance.now()
  const { model, seeds, hidden, precision, byLot } = find((truth) => truth.archetype === archetype, 3)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `${archetype.padEnd(17)} ${seeds} named, ${hidden} hidden: ${precision.toFixed(3)} of the first ${hidden} are such (by lot ${byLot.toFixed(3)}, ${(precision / byLot).toFixed(1)} times), by ${model} in ${seconds} s`,
  )
}
await compute.close()
