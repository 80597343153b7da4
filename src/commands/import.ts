import { Argument, type Command, Option } from 'commander'

import type { Config } from '../config.ts'
import { keyShape } from '../domain/key.ts'
import type { UserListPurpose } from '../domain/user-list.ts'
import { CodedError } from '../errors.ts'
import { type RecordKind, recordKinds } from '../intake/fields.ts'
import type { Mapping } from '../intake/mapping.ts'
import { presetNames, readMappings } from '../intake/read-mapping.ts'
import { readRows } from '../intake/read-rows.ts'
import type { Database } from '../store/database.ts'
import { type FileReport, importFile } from './import-file.ts'
import type { ListTarget } from './import-kinds.ts'
import { reportJson, reportText } from './import-report.ts'
import { rejectsPathFor } from './rejects-path.ts'
import { runPlain, runWithResources } from './run.ts'

const examples = `
Examples:
  npm run clientele -- import events events.csv
  npm run clientele -- import events 2024-*.ndjson.gz --dry-run
  npm run clientele -- import events online_retail.csv.gz --map online-retail
  npm run clientele -- import users customers.tsv --map customers.json
  npm run clientele -- import products catalogue.csv --json
  npm run clientele -- import list members.csv --list spring-guests
  npm run clientele -- import list optouts.csv --list do-not-contact --purpose suppression
  npm run clientele -- import campaigns campaign_descriptions.csv.gz --map completejourney
  npm run clientele -- import coupons coupons.csv.gz --map completejourney
  npm run clientele -- import assignments campaigns.csv.gz --map completejourney
  npm run clientele -- import redemptions coupon_redemptions.csv.gz --map completejourney

Files are CSV, TSV or NDJSON, plain or .gz, or Parquet, told apart by their content. Importing a file twice adds
nothing.
An import that was stopped or killed goes on where it was when the same command is run again.
Rejected rows go to <file>.rejected.ndjson (in the current folder where that of the file is read-only), each with its
line and its reason.`

interface ImportOptions {
  readonly map?: string
  readonly dryRun?: boolean
  readonly rejects?: string
  readonly json?: boolean
  readonly list?: string
  readonly purpose?: Lowercase<UserListPurpose>
}

interface Plan {
  readonly kind: RecordKind
  readonly files: readonly string[]
  readonly mappings: readonly Mapping[]
  readonly options: ImportOptions
  readonly now: number
  readonly list: ListTarget | null
}

/** Looks into every file before the first row of any is stored. */
const checkFiles = async ({ kind, files, mappings }: Plan): Promise<void> => {
  for (const path of files) await (await readRows(path, kind, mappings)).close()
}

const rejectsPathOf = async ({ files, options }: Plan, index: number): Promise<string> => {
  if (options.rejects === undefined) return rejectsPathFor(files[index])
  return files.length === 1 ? options.rejects : `${options.rejects}.${index + 1}`
}

const importFiles = async (
  plan: Plan,
  { timeZone }: Config,
  database: Database | null,
  signal: AbortSignal,
): Promise<readonly FileReport[]> => {
  const { kind, files, mappings, options, now, list } = plan
  const reports: FileReport[] = []
  for (const [index, path] of files.entries()) {
    const rejectsPath = await rejectsPathOf(plan, index)
    const report = await importFile({
      path,
      kind,
      mappings,
      options: { now, timeZone },
      list,
      rejectsPath,
      database,
      signal,
    })
    reports.push(report)
    if (!options.json) process.stdout.write(reportText(report, database === null))
    if (report.fault !== null) break
  }
  return reports
}

const total = (reports: readonly FileReport[], key: 'rowsRead' | 'accepted' | 'duplicates' | 'rejected'): number =>
  reports.reduce((sum, report) => sum + report[key], 0)

/** What is known by its id alone once the rows are stored; null: that was not asked. */
interface Aside {
  readonly products: number | null
  readonly users: number | null
}

const summaryOf = (plan: Plan, reports: readonly FileReport[], { products, users }: Aside) => ({
  kind: plan.kind,
  dryRun: plan.options.dryRun === true,
  rowsRead: total(reports, 'rowsRead'),
  accepted: total(reports, 'accepted'),
  duplicates: total(reports, 'duplicates'),
  rejected: total(reports, 'rejected'),
  unknownProducts: products,
  ...(users !== null && { unknownUsers: users }),
  files: reports.map(reportJson),
  seconds: (Date.now() - plan.now) / 1000,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
})

const unnamedText = (unnamed: number | null): string =>
  unnamed === null || unnamed === 0
    ? ''
    : `${unnamed} ${unnamed === 1 ? 'product has' : 'products have'} no name: import products that name ${unnamed === 1 ? 'it' : 'them'}.\n`

const asideText = (users: number | null): string =>
  users === null || users === 0
    ? ''
    : `${users} ${users === 1 ? 'id on the list is that of no user yet: it counts' : 'ids on the list are those of no user yet: they count'} from the moment somebody comes with it.\n`

/** What decides the exit status, or null: a fault of the last file, or that nothing at all was taken. */
const failureOf = (reports: readonly FileReport[]): unknown => {
  const fault = reports.at(-1)?.fault ?? null
  if (fault !== null) return fault
  const rejected = total(reports, 'rejected')
  if (rejected === 0 || total(reports, 'accepted') + total(reports, 'duplicates') > 0) return null
  const subject = rejected === 1 ? 'The only row was' : `All ${rejected} rows were`
  return new CodedError('NOTHING_ACCEPTED', `${subject} rejected; the report has the reasons.`)
}

/** The report first, so that a file that is cut off says what was stored of it; then a failure decides the exit status. */
const finish = (plan: Plan, reports: readonly FileReport[], aside: Aside): void => {
  const failure = failureOf(reports)
  if (plan.options.json) process.stdout.write(`${JSON.stringify(summaryOf(plan, reports, aside))}\n`)
  else if (plan.kind === 'events' && failure === null) process.stderr.write(unnamedText(aside.products))
  else process.stderr.write(asideText(aside.users))
  if (failure !== null) throw failure
}

const countUnnamed = async ({ pool }: Database): Promise<number> => {
  const { countUnnamedProducts } = await import('../store/unnamed-products.ts')
  const client = await pool.connect()
  try {
    return await countUnnamedProducts(client)
  } finally {
    client.release()
  }
}

const countAside = async (kind: RecordKind, list: ListTarget | null, database: Database): Promise<Aside> => {
  if (list === null)
    return { users: null, products: kind === 'events' || kind === 'products' ? await countUnnamed(database) : null }
  const { countUserLists, findUserLists } = await import('../store/lists/user-lists.ts')
  const [{ id = 0 } = {}] = await findUserLists(database, [list.key])
  const [{ entries, users }] = await countUserLists(database, [id])
  return { products: null, users: entries - users }
}

/** @throws CodedError INVALID_ARGUMENT */
const targetOf = (kind: RecordKind, { list, purpose }: ImportOptions): ListTarget | null => {
  if (kind !== 'list') {
    if (list === undefined && purpose === undefined) return null
    throw new CodedError('INVALID_ARGUMENT', `--list and --purpose go with "import list", not with "import ${kind}".`)
  }
  if (list === undefined) throw new CodedError('INVALID_ARGUMENT', 'Say which list with --list <key>.')
  if (!keyShape.test(list))
    throw new CodedError(
      'INVALID_ARGUMENT',
      '--list must be 1 to 64 small letters, digits, dots, dashes and underscores, and begin with a letter or a digit.',
    )
  return { key: list, purpose: purpose === undefined ? null : (purpose.toUpperCase() as UserListPurpose) }
}

/** @throws CodedError INVALID_ARGUMENT where the list is there for another purpose */
const checkTarget = async ({ list }: Plan, database: Database): Promise<void> => {
  if (list?.purpose == null) return
  const { findUserLists } = await import('../store/lists/user-lists.ts')
  const [known] = await findUserLists(database, [list.key])
  if (known === undefined || known.purpose === list.purpose) return
  throw new CodedError('INVALID_ARGUMENT', `"${list.key}" is a ${known.purpose} list; choose another key.`)
}

const run = async (kind: RecordKind, files: readonly string[], options: ImportOptions): Promise<void> => {
  const list = targetOf(kind, options)
  const plan = { kind, files, mappings: await readMappings(options.map ?? null, kind), options, now: Date.now(), list }
  await checkFiles(plan)
  if (options.dryRun) {
    await runPlain(async (config, signal) =>
      finish(plan, await importFiles(plan, config, null, signal), { products: null, users: null }),
    )
    return
  }
  await runWithResources(async ({ config, database }, signal) => {
    await checkTarget(plan, database)
    const reports = await importFiles(plan, config, database, signal)
    finish(plan, reports, await countAside(kind, list, database))
  })
}

export const addImportCommand = (program: Command): void => {
  program
    .command('import')
    .description('read events, users, products, lists of users, or campaigns of another system from files')
    .addArgument(new Argument('<kind>', 'what the files hold').choices(recordKinds))
    .argument('<file...>', 'CSV, TSV or NDJSON, plain or .gz, or Parquet')
    .option('--map <mapping>', `which column is what: a JSON file, or ${presetNames.join(', ')} (default: canonical)`)
    .option('--list <key>', 'for lists: the key of the list; made where there is none')
    .addOption(new Option('--purpose <purpose>', 'for new lists: what it is for').choices(['static', 'suppression']))
    .option('--dry-run', 'check the files and store nothing; needs no database')
    .option('--rejects <path>', 'where rejected rows go (default: <file>.rejected.ndjson)')
    .option('--json', 'print the report as one JSON object')
    .addHelpText('after', examples)
    .action(run)
}
