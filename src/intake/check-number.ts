import type { ErrorCode } from '../errors.ts'
import type { Faults } from './check-text.ts'
import { numberOf } from './parse-number.ts'
import { quoted } from './refusal.ts'

/** Sums of fewer than a million such values stay exact to the cent. */
const largest = 1e9

const label = (field: string): string => `The ${field.replaceAll('_', ' ')}`

/** A finite number of sane size; null when nothing is given or at fault. */
const checkNumber = (value: unknown, field: string, code: ErrorCode, faults: Faults): number | null => {
  const number = numberOf(value)
  if (number === null) return null
  if (Number.isNaN(number)) {
    const message = `${label(field)} ${quoted(value)} is not a number (a point before the decimals, no grouping).`
    faults.push({ code, field, message })
    return null
  }
  if (Math.abs(number) > largest) {
    faults.push({ code, field, message: `${label(field)} ${quoted(value)} is larger than ${largest}.` })
    return null
  }
  return number
}

/** How many: above 0. */
export const checkQuantity = (value: unknown, faults: Faults): number | null => {
  const quantity = checkNumber(value, 'quantity', 'QUANTITY_INVALID', faults)
  if (quantity === null || quantity > 0) return quantity
  const why = quantity < 0 ? 'a negative one without a cancellation is a correction of stock' : 'nothing changed hands'
  const message = `The quantity is ${quantity}, it must be above 0: ${why}.`
  faults.push({ code: 'QUANTITY_INVALID', field: 'quantity', message })
  return null
}

/** What one piece costs: 0 or more, or above 0 when `free` is false. */
export const checkPrice = (value: unknown, field: string, free: boolean, faults: Faults): number | null => {
  const price = checkNumber(value, field, 'PRICE_INVALID', faults)
  if (price === null || price > 0 || (free && price === 0)) return price
  const message = `${label(field)} is ${price}, it must be ${free ? '0 or more' : 'above 0'}.`
  faults.push({ code: 'PRICE_INVALID', field, message })
  return null
}

/** Money that is no price of anything: 0 or more. */
export const checkAmount = (value: unknown, field: string, faults: Faults): number | null => {
  const amount = checkNumber(value, field, 'FIELD_INVALID', faults)
  if (amount === null || amount >= 0) return amount
  faults.push({ code: 'FIELD_INVALID', field, message: `${label(field)} is ${amount}, it must be 0 or more.` })
  return null
}

export const checkRating = (value: unknown, faults: Faults): number | null => {
  const rating = checkNumber(value, 'rating', 'RATING_INVALID', faults)
  if (rating === null || (rating >= 1 && rating <= 5)) return rating
  faults.push({ code: 'RATING_INVALID', field: 'rating', message: `The rating is ${rating}, it must be from 1 to 5.` })
  return null
}

/** Days and the like: a whole number of 0 or more. */
export const checkWhole = (value: unknown, field: string, faults: Faults): number | null => {
  const number = checkNumber(value, field, 'FIELD_INVALID', faults)
  if (number === null || (Number.isInteger(number) && number >= 0)) return number
  faults.push({
    code: 'FIELD_INVALID',
    field,
    message: `${label(field)} is ${number}, it must be a whole number, 0 or more.`,
  })
  return null
}

/** A probability of what has happened: above 0, at most 1. */
export const checkShare = (value: unknown, field: string, faults: Faults): number | null => {
  const number = checkNumber(value, field, 'FIELD_INVALID', faults)
  if (number === null || (number > 0 && number <= 1)) return number
  faults.push({
    code: 'FIELD_INVALID',
    field,
    message: `${label(field)} is ${number}, it must be above 0 and at most 1.`,
  })
  return null
}
