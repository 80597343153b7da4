import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

import asc from 'assemblyscript/asc'

/** Compiles src/compute/kernels and compares with the committed src/compute/kernels.wasm; with --write, writes it. */
const root = join(import.meta.dirname, '..')
const committed = join(root, 'src/compute/kernels.wasm')
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--sharedMemory']
// Constants of the kernels lie in the first page, away from the words by which threads talk: every thread that starts writes them anew.
const limits = ['--initialMemory', '1', '--maximumMemory', '65536', '--memoryBase', '32768']
const features = ['--enable', 'simd', '--enable', 'threads', '--enable', 'relaxed-simd', '--enable', 'bulk-memory']

const compile = async (): Promise<Buffer> => {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'))
  try {
    const file = join(folder, 'kernels.wasm')
    const source = 'src/compute/kernels/index.ts'
    const out = ['--baseDir', root, '--outFile', relative(root, file)]
    const { error, stderr } = await asc.main([source, ...out, ...options, ...limits, ...features])
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`)
    process.stderr.write(stderr.toString())
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const compiled = await compile()
if (process.argv.includes('--write')) {
  await writeFile(committed, compiled)
} else if (!compiled.equals(await readFile(committed).catch(() => Buffer.alloc(0)))) {
  process.stderr.write(
    'src/compute/kernels.wasm differs from the kernels in src/compute/kernels. Run: node scripts/build-kernels.ts --write\n',
  )
  process.exitCode = 1
}
