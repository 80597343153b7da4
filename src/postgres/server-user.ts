import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Who runs PostgreSQL: null is this very user; root hands over to another, because PostgreSQL refuses root. */
export type ServerUser = { readonly name: string; readonly uid: number; readonly gid: number } | null

const lookUp = async (name: string): Promise<ServerUser> => {
  const id = async (flag: string) => Number((await run('id', [flag, name])).stdout)
  try {
    return { name, uid: await id('-u'), gid: await id('-g') }
  } catch {
    return null
  }
}

const create = async (name: string): Promise<ServerUser> => {
  const arguments_ = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]
  await run('useradd', arguments_).catch(() => undefined)
  return lookUp(name)
}

/** An existing `postgres`, else one made for it, else `nobody`, which every Unix has. */
export const findServerUser = async (): Promise<ServerUser> => {
  if (process.getuid?.() !== 0) return null
  return (await lookUp('postgres')) ?? (await create('postgres')) ?? (await lookUp('nobody'))
}

/** Whether the user may pass through every folder above and read the path itself. The path must exist. */
export const mayEnter = async (user: ServerUser, path: string): Promise<boolean> => {
  if (user === null) return true
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
