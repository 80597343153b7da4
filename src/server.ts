import { runProgram } from './commands/program.ts'

const [node, file, ...options] = process.argv

process.exitCode = await runProgram([node, file, 'serve', ...options])
