import { existsSync } from 'node:fs'

import { runProgram } from './commands/program.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

process.exitCode = await runProgram(process.argv)
