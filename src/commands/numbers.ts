export const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
export const decimals = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

export const percent = (share: number): string => `${Math.round(100 * share)} %`

/** Four significant digits. */
export const rounded = (value: number): string => String(Number(value.toPrecision(4)))
