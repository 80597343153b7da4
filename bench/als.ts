// How long does an iteration of implicit ALS take, next to the same method in C (bare, and calling OpenBLAS as benfred/implicit does) and to numpy, from the same start and
// to the same loss?
//   node bench/als.ts [users] [rounds]
// Needs gcc for the references in C and python3 with numpy for the others; says so and goes without where one is missing.
import { join } from 'node:path'

import { openCompute } from '../src/compute/open.ts'
import { type Interactions, transpose } from '../src/models/interactions.ts'
import { createRandom } from '../src/models/math/random.ts'
import { sparseOf } from '../src/models/recommenders/sparse-of.ts'
import { generatedInteractions } from './support/generated-interactions.ts'
import { blasThreads, inFolder, linesOf, median, missing, writeArrays } from './support/native.ts'

type Solver = 'conjugate-gradient' | 'cholesky'

const [users, rounds] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 3)]
const [items, factors, regularisation, alpha, threads, iterations] = [20_000, 64, 10, 9, 2, 3]
/** Ours are preconditioned, so that two do what three plain ones do: the losses are shown beside the times. */
const [ownSteps, plainSteps] = [2, 3]
const reference = join(import.meta.dirname, 'reference')

interface Result {
  /** Of each iteration. */
  readonly seconds: readonly number[]
  readonly loss: number
}

interface Task {
  readonly byUser: Interactions
  readonly byItem: Interactions
  readonly start: Float32Array
}

const createTask = (users: number): Task => {
  const drawn = generatedInteractions(users, items)
  const byUser = { ...drawn, values: drawn.values.map(() => alpha) }
  const random = createRandom(2)
  const start = Float32Array.from({ length: items * factors }, () => 0.01 * random.normal())
  return { byUser, byItem: transpose(byUser), start }
}

/** What is minimised, over all users x items, by YᵀY and XᵀX and the interactions. */
const lossOf = (byUser: Interactions, x: Float32Array, y: Float32Array): number => {
  const gram = (rows: Float32Array) => {
    const sums = new Float64Array(factors * factors)
    for (let at = 0; at < rows.length; at += factors) {
      for (let i = 0; i < factors; i++) {
        for (let j = 0; j < factors; j++) sums[i * factors + j] += rows[at + i] * rows[at + j]
      }
    }
    return sums
  }
  const [ofX, ofY] = [gram(x), gram(y)]
  let loss = ofX.reduce((sum, value, at) => sum + value * ofY[at], 0)
  for (let i = 0; i < factors; i++) loss += regularisation * (ofX[i * factors + i] + ofY[i * factors + i])
  for (let user = 0; user < byUser.users; user++) {
    for (let at = byUser.pointers[user]; at < byUser.pointers[user + 1]; at++) {
      let score = 0
      for (let i = 0; i < factors; i++) score += x[user * factors + i] * y[byUser.indices[at] * factors + i]
      loss += (1 + byUser.values[at]) * (1 - score) ** 2 - score ** 2
    }
  }
  return loss
}

const compute = openCompute({ threads })
const noNumpy = missing('python3', ['-c', 'import numpy'])

const ours = ({ byUser, byItem, start }: Task, solver: Solver): Result =>
  compute.scope(() => {
    const [rows, columns] = [sparseOf(compute, byUser), sparseOf(compute, byItem)]
    const [x, y] = [compute.float32(byUser.users * factors), compute.float32(items * factors)]
    y.set(start)
    const shared = { factors, regularisation, solver, steps: ownSteps }
    const seconds = Array.from({ length: iterations }, () => {
      const started = performance.now()
      compute.alsSweep({ ...shared, interactions: rows, fixed: y, solved: x })
      compute.alsSweep({ ...shared, interactions: columns, fixed: x, solved: y })
      return (performance.now() - started) / 1000
    })
    return { seconds, loss: lossOf(byUser, x, y) }
  })

const parse = (lines: readonly string[]): Result => ({
  seconds: lines.slice(0, -1).map(Number),
  loss: Number(lines.at(-1)?.replace('loss ', '')),
})

const writeTask = (folder: string, { byUser, byItem, start }: Task): void =>
  writeArrays(folder, {
    'user-pointers': byUser.pointers,
    'user-indices': byUser.indices,
    'user-values': byUser.values,
    'item-pointers': byItem.pointers,
    'item-indices': byItem.indices,
    'item-values': byItem.values,
    'item-factors': start,
  })

const sizes = ({ byUser }: Task): string[] => [byUser.users, items, byUser.indices.length].map(String)

/** One that is compiled from reference/als.c, and the arguments it wants at the end. */
interface Native {
  readonly name: string
  readonly program: string
  readonly last: readonly string[]
}

const inC = (folder: string, task: Task, solver: Solver, { program, last }: Native): Result =>
  parse(
    linesOf(
      program,
      [
        folder,
        ...sizes(task),
        solver === 'cholesky' ? 'cholesky' : 'cg',
        ...[plainSteps, iterations, threads, regularisation].map(String),
        ...last,
      ],
      // Its rows are shared among its own threads: BLAS is to use one for each.
      blasThreads(1),
    ),
  )

const inNumpy = (folder: string, task: Task): Result =>
  parse(
    linesOf(
      'python3',
      [join(reference, 'als.py'), folder, ...sizes(task), '1', String(regularisation), String(factors)],
      blasThreads(threads),
    ),
  )

const secondsOf = (results: readonly Result[]): number => median(results.map(({ seconds }) => median(seconds)))

const show = (name: string, results: readonly Result[]): void => {
  const rounds = results.map(({ seconds }) => median(seconds).toFixed(3)).join(', ')
  console.log(
    `  ${name.padEnd(14)} ${secondsOf(results).toFixed(3)} s an iteration (rounds: ${rounds}), loss ${results[0].loss.toPrecision(7)}`,
  )
}

const compare = (folder: string, task: Task, solver: Solver, natives: readonly Native[]): void => {
  console.log(
    `${solver}${solver === 'cholesky' ? '' : `, ${ownSteps} preconditioned steps and ${plainSteps} plain ones in C`}:`,
  )
  const mine: Result[] = []
  const theirs = natives.map((): Result[] => [])
  for (let round = 0; round < rounds; round++) {
    mine.push(ours(task, solver))
    natives.forEach((native, at) => {
      theirs[at].push(inC(folder, task, solver, native))
    })
  }
  show('ours', mine)
  natives.forEach(({ name }, at) => {
    show(name, theirs[at])
    console.log(`    ours takes ${(secondsOf(mine) / secondsOf(theirs[at])).toFixed(2)} of that`)
  })
}

/** The references that can be built here; says of the others why not. */
const buildNatives = (folder: string): readonly Native[] => {
  const noC = missing('gcc', ['--version'])
  if (noC) {
    console.log(`skipped: both references in C, because ${noC}`)
    return []
  }
  const build = (name: string, flags: readonly string[]): string => {
    const program = join(folder, name)
    const options = ['-O3', '-march=native', '-ffast-math', `-DK=${factors}`, '-pthread', ...flags]
    linesOf('gcc', [...options, join(reference, 'als.c'), '-o', program, '-lm', '-ldl'])
    return program
  }
  const bare: Native = { name: 'C', program: build('bare', []), last: [] }
  if (noNumpy) {
    console.log(`skipped: the reference in C that calls numpy's OpenBLAS, because ${noNumpy}`)
    return [bare]
  }
  const folders = 'd = os.path.dirname(os.path.dirname(numpy.__file__)) + "/numpy.libs"'
  const find = `import glob, os, numpy; ${folders}; print(*glob.glob(d + "/*openblas64*"))`
  const [library] = linesOf('python3', ['-c', find])
  if (library) return [bare, { name: 'C and OpenBLAS', program: build('blas', ['-DBLAS']), last: [library] }]
  console.log('skipped: the reference in C that calls OpenBLAS, because numpy does not bring its own here')
  return [bare]
}

const task = createTask(users)
console.log(
  `ALS, ${users} users x ${items} items, ${task.byUser.indices.length} interactions, ${factors} factors, ${threads} threads each; ${rounds} rounds by turns of ${iterations} iterations`,
)
inFolder((folder) => {
  writeTask(folder, task)
  const natives = buildNatives(folder)
  for (const solver of ['conjugate-gradient', 'cholesky'] as const) compare(folder, task, solver, natives)
  if (noNumpy) console.log(`skipped: the reference in numpy, because ${noNumpy}`)
  else {
    console.log('exact, one iteration from the start (so its loss is that of one):')
    show('numpy', [inNumpy(folder, task)])
  }
})
const tenth = createTask(users / 10)
const [whole, part] = [task, tenth].map((one) => median(ours(one, 'conjugate-gradient').seconds))
const [many, few] = [task, tenth].map((one) => one.byUser.indices.length)
console.log(
  `${(many / few).toFixed(1)} times the interactions (and users), ${(whole / part).toFixed(1)} times the seconds: ${part.toFixed(3)} and ${whole.toFixed(3)} s`,
)
await compute.close()
