import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { errorTable } from '../src/errors.ts'

const reference = readFileSync(join(import.meta.dirname, '../docs/reference/errors.md'), 'utf8')
const rows = [...reference.matchAll(/^\| `([A-Z_]+)` \|(.*)\|$/gm)]

describe('the reference of errors', () => {
  it('lists every code of the table once, and no other', () => {
    expect(rows.map(([, code]) => code).sort()).toEqual(Object.keys(errorTable).sort())
  })

  it('says of each what it means and what to do', () => {
    for (const [, code, cells] of rows) {
      for (const cell of cells.split('|')) expect(cell.trim(), code).not.toBe('')
    }
  })
})
