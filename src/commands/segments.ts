import { readFile, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'

import { CodedError } from '../errors.ts'
import { exportSegments } from '../segments/export-segments.ts'
import { importSegments, type SegmentChange, type SegmentImport } from '../segments/import-segments.ts'
import { runWithResources } from './run.ts'

const examples = `
Examples:
  npm run clientele -- segments export --to segments.json
  npm run clientele -- segments import segments.json --dry-run
  npm run clientele -- segments import segments.json

The file is JSON: {"format": "clientele-segments", "version": 1, "segments": [{"key": ..., "rule": ...}]}. A dry run
tells who would enter and who would leave, and changes nothing. Segments that are not in the file stay as they are.`

const unwritable = (path: string, { message }: Error): CodedError =>
  new CodedError('INVALID_ARGUMENT', `"${path}" cannot be written: ${message}.`)

const runExport = (keys: readonly string[], { to }: { readonly to: string }) =>
  runWithResources(async ({ database }) => {
    const document = await exportSegments(database, keys.length === 0 ? null : keys)
    const json = `${JSON.stringify(document, null, 2)}\n`
    if (to === '-') process.stdout.write(json)
    else
      await writeFile(to, json).catch((error) => {
        throw unwritable(to, error)
      })
    const { length } = document.segments
    process.stderr.write(`${length} ${length === 1 ? 'segment is' : 'segments are'} written.\n`)
  })

const readJson = async (path: string): Promise<unknown> => {
  const read = path === '-' ? text(process.stdin) : readFile(path, 'utf8')
  const json = await read.catch((cause) => {
    throw new CodedError('FILE_NOT_READABLE', `"${path}" cannot be read: ${cause.message}.`, { cause })
  })
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new CodedError('RULE_INVALID', `"${path}" is not JSON: ${(cause as Error).message}`, { cause })
  }
}

const names = (users: SegmentChange['entered'], count: number): string =>
  `${users.map(({ externalId }) => externalId).join(', ')}${count > users.length ? ` and ${count - users.length} more` : ''}`

const changeLines = (change: SegmentChange): string => {
  const { key, fields, userCountBefore, userCount, enteredCount, leftCount, entered, left } = change
  const what = fields.length === 0 ? '' : ` (${fields.join(', ')})`
  const members = `${userCountBefore ?? 0} → ${userCount ?? 0} members`
  return [
    `${key}: ${change.change.toLowerCase()}${what}, ${members}`,
    ...(enteredCount > 0 ? [`  + ${names(entered, enteredCount)}`] : []),
    ...(leftCount > 0 ? [`  − ${names(left, leftCount)}`] : []),
  ].join('\n')
}

const externalIds = (users: SegmentChange['entered']) => users.map(({ externalId }) => externalId)

const reportJson = ({ dryRun, changes }: SegmentImport) => ({
  dryRun,
  changes: changes.map((change) => ({
    ...change,
    entered: externalIds(change.entered),
    left: externalIds(change.left),
  })),
})

interface ImportOptions {
  readonly dryRun?: boolean
  readonly allowEmpty?: boolean
  readonly json?: boolean
}

const runImport = (path: string, { dryRun = false, allowEmpty = false, json }: ImportOptions) =>
  runWithResources(async ({ database }) => {
    const done = await importSegments(database, { document: await readJson(path), dryRun, allowEmpty, now: new Date() })
    process.stdout.write(
      json ? `${JSON.stringify(reportJson(done))}\n` : `${done.changes.map(changeLines).join('\n')}\n`,
    )
    if (dryRun) process.stderr.write('Nothing is saved: this was a dry run.\n')
  })

export const addSegmentsCommand = (program: Command): void => {
  const segments = program
    .command('segments')
    .description('segments as code: write them to a file, read them from one')
    .addHelpText('after', examples)
  segments
    .command('export')
    .description('write the definitions of segments with rules of their own')
    .argument('[key...]', 'keys of segments (default: all)')
    .requiredOption('--to <file|->', 'file to write, or - for standard output')
    .action(runExport)
  segments
    .command('import')
    .description('save the segments of a file, all or none')
    .argument('<file|->', 'file to read, or - for standard input')
    .option('--dry-run', 'tell who would enter and leave, and change nothing')
    .option('--allow-empty', 'let segments that something needs lose all their members')
    .option('--json', 'print what changed as one JSON object')
    .action(runImport)
}
