import { open, rename, rm } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { type Command, Option } from 'commander'

import { CodedError } from '../errors.ts'
import { suggestion } from '../intake/nearest-name.ts'
import { type ExportFormat, exportFormats } from '../store/copy-out.ts'
import type { Database } from '../store/database.ts'
import { exportMembers } from '../store/export-members.ts'
import { findSegmentsByKey, listSegments } from '../store/segments.ts'
import { runWithResources } from './run.ts'

const examples = `
Examples:
  npm run clientele -- export champions --to champions.csv --format csv
  npm run -s clientele -- export champions --to - | head

Each line has the shop's own id of a user and the traits. The members are those of one instant: nobody twice, nobody left out, however many there are.`

interface ExportOptions {
  readonly to: string
  readonly format: ExportFormat
}

const requireSegment = async (database: Database, key: string) => {
  const [segment] = await findSegmentsByKey(database, [key])
  if (segment !== undefined) return segment
  const { rows } = await listSegments(database, { limit: 1000, after: null, before: null, backward: false })
  throw new CodedError(
    'INVALID_ARGUMENT',
    `There is no segment "${key}".${suggestion(
      key,
      rows.map((row) => row.key),
    )}`,
  )
}

/** Standard output, which stays open. */
const standardOutput = () =>
  new Writable({
    write: (chunk, _encoding, done) => {
      process.stdout.write(chunk, (error) => done(error))
    },
  })

const unwritable = new Set(['ENOENT', 'EACCES', 'EISDIR', 'ENOSPC', 'ENOTDIR', 'EROFS'])

/** A file is there whole or not at all. */
const intoFile = async (path: string, write: (target: Writable) => Promise<void>): Promise<void> => {
  const unfinished = `${path}.part`
  try {
    // Opened before anything is asked of the database: a stream that opens by itself would fail while nobody listens.
    const file = await open(unfinished, 'w')
    await write(file.createWriteStream())
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== undefined && unwritable.has(code))
      throw new CodedError('INVALID_ARGUMENT', `"${path}" cannot be written: ${message}.`)
    throw error
  }
}

const run = (key: string, { to, format }: ExportOptions) =>
  runWithResources(async ({ database }) => {
    const segment = await requireSegment(database, key)
    const stopping = new AbortController()
    process.once('SIGINT', () => stopping.abort())
    const write = (target: Writable) =>
      exportMembers(database, { segmentId: segment.id }, format, target, stopping.signal)
    await (to === '-' ? write(standardOutput()) : intoFile(to, write))
    process.stderr.write(`The members of "${segment.name}" are written.\n`)
  })

export const addExportCommand = (program: Command): void => {
  program
    .command('export')
    .description('stream the members of a segment, however many')
    .argument('<segment>', 'key of the segment')
    .requiredOption('--to <file|->', 'file to write, or - for standard output')
    .addOption(new Option('--format <format>', 'how').choices([...exportFormats]).default('ndjson'))
    .addHelpText('after', examples)
    .action(run)
}
