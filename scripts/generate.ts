import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * `prisma generate` looks for a schema engine that generating does not need, and downloads one where there is none.
 * Naming any existing executable keeps it from the network.
 */
const packageFile = createRequire(import.meta.url).resolve('prisma/package.json')
const { status, stderr } = spawnSync(
  process.execPath,
  [join(dirname(packageFile), 'build/index.js'), 'generate', '--no-hints'],
  {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  },
)
if (status !== 0) process.stderr.write(stderr)
process.exit(status ?? 1)
