import type { Command } from 'commander'

import { type ApiKey, type Scope, scopes } from '../domain/api-key.ts'
import { CodedError } from '../errors.ts'
import { createKey, listKeys, revokeKey } from '../store/api-keys.ts'
import { listOf, shortText, span } from './arguments.ts'
import { runWithResources } from './run.ts'
import { table } from './table.ts'

const examples = `
Examples:
  npm run clientele -- keys create --scope read --name "web front end"
  npm run clientele -- keys create --scope track,read --expires-in 90d
  npm run clientele -- keys list
  npm run clientele -- keys revoke 3kqw8zt2na

Scopes: read (every query), track (send events), compute (recompute, promote, snapshot), admin (everything).`

const stateOf = ({ revokedAt, expiresAt }: ApiKey, now: number): string => {
  if (revokedAt !== null) return `revoked ${revokedAt.toISOString()}`
  if (expiresAt === null) return 'valid'
  return `${expiresAt.getTime() <= now ? 'expired' : 'valid until'} ${expiresAt.toISOString()}`
}

interface CreateOptions {
  readonly scope: readonly Scope[]
  readonly name: string
  readonly expiresIn?: number
}

const create = ({ scope, name, expiresIn }: CreateOptions) =>
  runWithResources(async ({ database, config }) => {
    const expiresAt = expiresIn === undefined ? null : new Date(Date.now() + expiresIn)
    const { token, apiKey } = await createKey(database, { name, scopes: scope, expiresAt, pepper: config.keySecret })
    process.stdout.write(`Key: ${token}\n`)
    process.stderr.write(
      `It is shown this once. Scopes: ${apiKey.scopes.join(', ')}; ${stateOf(apiKey, Date.now())}; id ${apiKey.id}.\n`,
    )
  })

const list = () =>
  runWithResources(async ({ database }) => {
    const keys = await listKeys(database)
    const rows = keys.map((key) => [
      key.id,
      key.name,
      key.scopes.join(','),
      key.createdAt.toISOString(),
      stateOf(key, Date.now()),
    ])
    process.stdout.write(
      keys.length === 0 ? 'No keys yet.\n' : table(['id', 'name', 'scopes', 'created', 'state'], rows),
    )
  })

/** Of a whole key as of its id alone. */
const idOf = (text: string): string => /^ck_([a-z0-9]+)_/.exec(text)?.[1] ?? text

const revoke = (id: string) =>
  runWithResources(async ({ database }) => {
    const key = await revokeKey(database, idOf(id), new Date())
    if (key === null) throw new CodedError('INVALID_ARGUMENT', `There is no key with the id ${idOf(id)}.`)
    process.stdout.write(`${key.id} (${key.name}) is revoked; servers that run refuse it within 5 seconds.\n`)
  })

export const addKeysCommand = (program: Command): void => {
  const keys = program
    .command('keys')
    .description('make, list and revoke API keys')
    .helpCommand(false)
    .addHelpText('after', examples)
  keys
    .command('create')
    .description('make a key and print it, once')
    .requiredOption('--scope <scope,...>', `what it may do: ${scopes.join(', ')}`, listOf(scopes))
    .option('--name <name>', 'whose it is, for the list', shortText(100), 'unnamed')
    .option('--expires-in <span>', 'such as 12h, 90d, 4w, 1y (default: never)', span)
    .addHelpText('after', examples)
    .action(create)
  keys.command('list').description('list all keys, newest first').action(list)
  keys
    .command('revoke')
    .description('revoke a key; works within seconds on every server')
    .argument('<id>', 'its id, as "keys list" shows it, or the whole key')
    .action(revoke)
}
