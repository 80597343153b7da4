import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Compiled code is kept beside the packages it is of: commands, and the threads they start, begin in half the time. Where it cannot be written, nothing is kept.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/clientele/compiled')
enableCompileCache(process.env.NODE_COMPILE_CACHE)

const { runProgram } = await import('./commands/program.ts')

process.exitCode = await runProgram(process.argv)
