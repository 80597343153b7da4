const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** A number as files write it: a decimal point, no grouping, no hexadecimal. NaN when it is anything else. */
export const parseNumber = (text: string): number => {
  const trimmed = text.trim()
  return decimal.test(trimmed) ? Number(trimmed) : Number.NaN
}

/** null where nothing is given; NaN where something is that is no number. */
export const numberOf = (value: unknown): number | null => {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return Number.NaN
  return value.trim() === '' ? null : parseNumber(value)
}
