import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import pg from 'pg'

import { openSchemaEngine } from './schema-engine.ts'

const folder = join(import.meta.dirname, '../../prisma')

/** Any constant of our own: whoever migrates holds it, others wait. */
const migrationLock = 7_213_400_001

const readMigrations = async () => {
  const baseDir = join(folder, 'migrations')
  const names = (await readdir(baseDir, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const migrationDirectories = names
    .map((entry) => entry.name)
    .sort()
    .map(async (path) => {
      const value = await readFile(join(baseDir, path, 'migration.sql'), 'utf8')
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } }
    })
  const content = await readFile(join(baseDir, 'migration_lock.toml'), 'utf8')
  return {
    baseDir,
    lockfile: { path: './migration_lock.toml', content },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(migrationDirectories),
  }
}

const filters = { externalTables: [], externalEnums: [] }

/** The migrations that this program has and the database has not. */
export const pendingMigrations = async (pool: pg.Pool): Promise<readonly string[]> => {
  const { migrationDirectories } = await readMigrations()
  const known = await pool.query<{ there: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  )
  if (!known.rows[0].there) return migrationDirectories.map(({ path }) => path)
  const applied = await pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
  )
  const names = new Set(applied.rows.map(({ name }) => name))
  return migrationDirectories.map(({ path }) => path).filter((path) => !names.has(path))
}

/**
 * Brings the database at `url` to this version and returns the names of what was applied.
 * Safe to run twice and from two machines: the second waits for the first and finds nothing to do.
 */
export const migrate = async (url: string): Promise<readonly string[]> => {
  const lock = new pg.Client({ connectionString: url })
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  await lock.connect()
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock])
    const engine = await openSchemaEngine(pool, await readFile(join(folder, 'schema.prisma'), 'utf8'))
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: await readMigrations(), filters })
    return appliedMigrationNames
  } finally {
    await pool.end()
    await lock.end()
  }
}
