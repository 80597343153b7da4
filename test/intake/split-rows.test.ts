import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isRowRefusal } from '../../src/intake/refusal.ts'
import { createRowSplitter, type Delimiter } from '../../src/intake/split-rows.ts'

/** Cuts after the line breaks whose turn it is, as blocks of a file are cut. */
const blocksOf = (text: string, cuts: readonly boolean[] = []): string[] => {
  const blocks: string[] = []
  text.split(/(?<=\n)/).forEach((line, index) => {
    if (blocks.length === 0 || cuts[index % Math.max(1, cuts.length)]) blocks.push(line)
    else blocks[blocks.length - 1] += line
  })
  return blocks
}

const split = (
  text: string,
  { delimiter = ',' as Delimiter, width = null as number | null, cuts = [] as boolean[] } = {},
) => {
  const splitter = createRowSplitter(delimiter, width)
  const blocks = blocksOf(text, cuts)
  return [...blocks.flatMap((block) => splitter.push({ text: block, overlong: null })), ...splitter.end()]
}

const fieldsOf = (text: string, options = {}) =>
  split(text, options).map((row) => (isRowRefusal(row) ? `${row.line}: ${row.message}` : row.fields))

const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', ';', '\t', '字', '7') })
const written = (value: string, always: boolean) =>
  always || /[",\n\r;\t]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value

describe('splitting delimited text', () => {
  test('gives back what was written, wherever the blocks are cut', () => {
    const rows = fc.array(fc.array(fc.tuple(field, fc.boolean()), { minLength: 3, maxLength: 3 }), { minLength: 1 })
    const lineEnd = fc.constantFrom('\n', '\r\n')
    fc.assert(
      fc.property(rows, lineEnd, fc.array(fc.boolean()), fc.boolean(), (table, end, cuts, closed) => {
        const lines = table.map((row) => row.map(([value, always]) => written(value, always)).join(','))
        const text = lines.join(end) + (closed ? end : '')
        expect(fieldsOf(text, { cuts, width: 3 })).toEqual(table.map((row) => row.map(([value]) => value)))
      }),
    )
  })

  test('agrees with csv-parse on any well-formed text', () => {
    const piece = fc.constantFrom('a', '"a"', '""', '"a,b"', '"a""b"', '"a\nb"', 'a"b', 'x y', ',', ',', '\n', '\r\n')
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.boolean()), (pieces, cuts) => {
        const text = pieces.join('')
        const expected = (() => {
          try {
            return parse(text, {
              relax_quotes: true,
              relax_column_count: true,
              skip_empty_lines: true,
              record_delimiter: ['\n', '\r\n'],
            })
          } catch {
            return null
          }
        })()
        // csv-parse reads `"a"b` as a relaxed field; here it is a fault, so only texts without one are compared.
        fc.pre(expected !== null && !/(^|[,\n])"(?:[^"]|"")*"(?![,\r\n"]|$)/.test(text))
        fc.pre(!split(text, { cuts }).some(isRowRefusal))
        expect(fieldsOf(text, { cuts })).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('counts lines of the file, not records', () => {
    const lines = split('a,b\n\n"x\ny",2\nc,d\n').map(({ line }) => line)
    expect(lines).toEqual([1, 3, 5])
  })

  test('takes a quote inside an unquoted field for a character', () => {
    expect(fieldsOf('5" pipe,1\nx,2\n')).toEqual([
      ['5" pipe', '1'],
      ['x', '2'],
    ])
  })

  test('loses one line to a quote that is never closed', () => {
    const text = `a,b\n1,"open\n${'2,ok\n'.repeat(1000)}`
    const rows = fieldsOf(text, { width: 2 })
    expect(rows).toHaveLength(1002)
    expect(rows[1]).toBe('2: A quote is opened and not closed.')
    expect(rows[2]).toEqual(['2', 'ok'])
  })

  test('loses one line to a lost quote before a line with good ones', () => {
    expect(fieldsOf('1,"open\n2,"x, y"\n3,z\n', { width: 2 })).toEqual([
      '1: A closing quote is followed by something other than a delimiter.',
      ['2', 'x, y'],
      ['3', 'z'],
    ])
  })

  test('says how many fields a row has and how many are expected', () => {
    expect(fieldsOf('1,2,3\n1,2\n"1"\n', { width: 2 })).toEqual([
      '1: The row has 3 fields where 2 are expected.',
      ['1', '2'],
      '3: The row has 1 field where 2 are expected.',
    ])
  })

  test('reads columns aligned by blanks', () => {
    expect(
      fieldsOf(' 00001 19970101  1   11.77\r\n\r\n00002\t19970112 1 5\n', { delimiter: 'whitespace', width: 4 }),
    ).toEqual([
      ['00001', '19970101', '1', '11.77'],
      ['00002', '19970112', '1', '5'],
    ])
  })

  test('never loses or doubles a line, whatever the text', () => {
    const mess = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') })
    fc.assert(
      fc.property(mess, fc.array(fc.boolean()), (text, cuts) => {
        const rows = split(text, { cuts, width: 2 })
        expect(rows).toEqual(split(text, { width: 2 }))
        const lines = rows.map(({ line }) => line)
        expect(lines).toEqual([...new Set(lines)].toSorted((a, b) => a - b))
      }),
    )
  })
})
