import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { CodedError } from '../errors.ts'
import { openBytes } from '../intake/open-bytes.ts'

/** One person's items in the order of the file. */
export interface ItemList {
  readonly person: number
  readonly items: readonly number[]
}

/** The file of that name in the folder, or its gzip. */
export const fileIn = (folder: string, name: string): string => {
  const plain = join(folder, name)
  return !existsSync(plain) && existsSync(`${plain}.gz`) ? `${plain}.gz` : plain
}

/** @throws CodedError as `openBytes` */
export const readWhole = async (path: string): Promise<string> => {
  const { chunks } = await openBytes(path)
  const pieces: Buffer[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  return Buffer.concat(pieces).toString('utf8')
}

const numbersOf = (line: string, at: number, path: string): readonly number[] =>
  line.split(/\s+/).map((word) => {
    if (/^\d{1,9}$/.test(word)) return Number(word)
    throw new CodedError('ROW_MALFORMED', `${path}, line ${at + 1}: "${word.slice(0, 40)}" is no whole number.`)
  })

/**
 * Reads lines of `person item item ...`, plain or gzip.
 * @throws CodedError FILE_NOT_READABLE, FILE_EMPTY, FILE_TRUNCATED, ROW_MALFORMED with the line
 */
export const readItemLists = async (path: string): Promise<readonly ItemList[]> => {
  const lines = (await readWhole(path)).split('\n')
  const lists = lines.flatMap((line, at): readonly ItemList[] => {
    if (line.trim() === '') return []
    const [person, ...items] = numbersOf(line.trim(), at, path)
    return [{ person, items }]
  })
  if (lists.length === 0) throw new CodedError('FILE_EMPTY', `${path} has no rows.`)
  return lists
}
