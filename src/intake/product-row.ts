import type { IncomingProduct } from '../domain/product.ts'
import type { TraitValue } from '../domain/user.ts'
import { cell, refuseRow } from './cell.ts'
import { checkBoolean } from './check-boolean.ts'
import { checkPrice } from './check-number.ts'
import { checkCurrency, checkId, checkText, type Faults } from './check-text.ts'
import type { Mapping } from './mapping.ts'
import { type OpenCells, openCells } from './open-cells.ts'
import type { RowRefusal } from './refusal.ts'
import type { RawRow } from './row-file.ts'
import { readTrait } from './trait-value.ts'

/** `name_zh` is the name in Chinese: a column named after ISO 639-1. */
const languageOf = (column: string): string | null => /^name_([a-z]{2})$/i.exec(column)?.[1].toLowerCase() ?? null

const readOpenColumns = (cells: OpenCells, faults: Faults) => {
  const names: Record<string, string> = {}
  const attributes: Record<string, TraitValue> = {}
  for (const [name, text] of cells) {
    const language = languageOf(name)
    if (language === null) readTrait(name, text, attributes, faults)
    else {
      const translated = checkText(text, name, faults)
      if (translated !== null) names[language] = translated
    }
  }
  return { names, attributes }
}

/** A path as it is stored: parts trimmed, joined by ` > `, none empty. */
const categoryPath = (text: string | null): string | null => {
  const parts = (text ?? '').split('>').map((part) => part.trim())
  return parts.filter((part) => part !== '').join(' > ') || null
}

export const createProductReader = (mapping: Mapping): ((row: RawRow) => IncomingProduct | RowRefusal) => {
  const read = (row: RawRow, field: string) => cell(row, field) || (mapping.constants[field] ?? '')
  const strip = mapping.cleaning.stripPointZero.includes('product_id')
  const open = openCells('products', mapping)
  return (row) => {
    const faults: Faults = []
    const given = read(row, 'product_id')
    const productId = checkId(strip ? given.replace(/\.0$/, '') : given, 'product_id', faults)
    const product = {
      name: checkText(read(row, 'name'), 'name', faults),
      category: categoryPath(checkText(read(row, 'category'), 'category', faults)),
      price: checkPrice(read(row, 'price'), 'price', true, faults),
      currency: checkCurrency(read(row, 'currency'), faults),
      inStock: checkBoolean(read(row, 'in_stock'), 'in_stock', faults),
      recommendable: checkBoolean(read(row, 'recommendable'), 'recommendable', faults),
      ...readOpenColumns(open(row), faults),
    }
    if (faults.length > 0) return refuseRow(row, faults[0])
    if (productId === null) {
      return refuseRow(row, { code: 'FIELD_MISSING', field: 'product_id', message: 'The product id is empty.' })
    }
    return { productId, ...product }
  }
}
