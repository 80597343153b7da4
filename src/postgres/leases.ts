import { readFileSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process's name that no later process with the same number shares. */
const identityOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${pid}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return `${pid}-0`
  }
}

const isAlive = (identity: string): boolean => {
  const pid = Number(identity.split('-')[0])
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = identityOf(pid)
  return now === identity || now.endsWith('-0')
}

const me = () => identityOf(process.pid)

const takeLock = async (file: string): Promise<boolean> => {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(me())
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

/** A holder that died leaves its lock behind: moved aside first, so that of two who notice only one removes it. */
const breakStaleLock = async (file: string): Promise<void> => {
  const holder = await readFile(file, 'utf8').catch(() => '')
  if (holder === '' || isAlive(holder)) return
  const aside = `${file}.${me()}`
  await rename(file, aside).catch(() => undefined)
  const moved = await readFile(aside, 'utf8').catch(() => '')
  if (moved !== '' && moved !== holder) await rename(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

/** Runs `work` while no other process runs its own under the same folder's lock. */
export const withLock = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  const file = join(folder, 'lock')
  while (!(await takeLock(file))) {
    await breakStaleLock(file)
    await sleep(50)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

const leaseFolder = (folder: string) => join(folder, 'clients')

/** Several holders in one process count one by one. */
export const addLease = async (folder: string): Promise<string> => {
  await mkdir(leaseFolder(folder), { recursive: true })
  const lease = join(leaseFolder(folder), `${me()}-${crypto.randomUUID().slice(0, 8)}`)
  await writeFile(lease, '')
  return lease
}

/** Gives the lease back; true when nobody alive holds another. */
export const dropLease = async (folder: string, lease: string): Promise<boolean> => {
  await rm(lease, { force: true })
  let held = false
  for (const name of await readdir(leaseFolder(folder))) {
    if (isAlive(name.split('-').slice(0, 2).join('-'))) held = true
    else await rm(join(leaseFolder(folder), name), { force: true })
  }
  return !held
}
