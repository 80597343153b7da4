import { existsSync } from 'node:fs'

import { Command, CommanderError } from 'commander'
import { addDemoCommand } from './demo.ts'
import { addEvaluateCommand } from './evaluate.ts'
import { addExportCommand } from './export.ts'
import { report } from './faults.ts'
import { addImportCommand } from './import.ts'
import { addKeysCommand } from './keys.ts'
import { addMigrateCommand } from './migrate.ts'
import { addRecomputeCommand } from './recompute.ts'
import { addSchemaCommand } from './schema.ts'
import { addSegmentsCommand } from './segments.ts'
import { addServeCommand } from './serve.ts'
import { addWorkCommand } from './work.ts'

const oneLine = (text: string): string => {
  const [first, ...rest] = text.trim().split('\n')
  return [first, ...rest.map((line) => line.trim())].join(' ')
}

/** Every command, each from the file named after it. */
export const buildProgram = (): Command => {
  const program = new Command('clientele')
    .description('Customer intelligence for shops: what people do in, portraits, segments and recommendations out.')
    .showSuggestionAfterError(true)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}\n`) })
    .addHelpText('after', '\nEvery command has its own --help, with examples: npm run clientele -- import --help')
  addDemoCommand(program)
  addMigrateCommand(program)
  addImportCommand(program)
  addExportCommand(program)
  addSegmentsCommand(program)
  addKeysCommand(program)
  addServeCommand(program)
  addWorkCommand(program)
  addRecomputeCommand(program)
  addEvaluateCommand(program)
  addSchemaCommand(program)
  return program
}

/**
 * Runs one command line (`process.argv`) and returns its exit status: 2 for what the caller can mend, 1 for a failed run.
 * A file .env is read first; what the environment says already wins.
 */
export const runProgram = async (argv: readonly string[]): Promise<number> => {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const program = buildProgram()
  if (argv.length <= 2) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync(argv)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return report(error)
  }
}
