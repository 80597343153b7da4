import type { AlsSweep } from '../compute.ts'
import { factorise, solveFactorised } from './cholesky.ts'

/** Yᵀ Y + regularisation on the diagonal, for all rows alike. */
const sharedPart = ({ fixed, factors, regularisation }: AlsSweep, columns: number): Float64Array => {
  const gram = new Float64Array(factors * factors)
  for (let column = 0; column < columns; column++) {
    const y = fixed.subarray(column * factors, (column + 1) * factors)
    for (let i = 0; i < factors; i++) {
      for (let j = 0; j < factors; j++) gram[i * factors + j] += y[i] * y[j]
    }
  }
  for (let i = 0; i < factors; i++) gram[i * factors + i] += regularisation
  return gram
}

/** The row's A = Yᵀ C Y + λ I and b = Yᵀ C p (Hu, Koren & Volinsky 2008, equation 4). */
const systemOf = ({ interactions, fixed, factors }: AlsSweep, shared: Float64Array, row: number) => {
  const a = shared.slice()
  const b = new Float64Array(factors)
  for (let at = interactions.pointers[row]; at < interactions.pointers[row + 1]; at++) {
    const value = interactions.values[at]
    const from = interactions.indices[at] * factors
    for (let i = 0; i < factors; i++) {
      const weighted = value * fixed[from + i]
      b[i] += fixed[from + i] + weighted
      for (let j = 0; j < factors; j++) a[i * factors + j] += weighted * fixed[from + j]
    }
  }
  return { a, b }
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

const times = (a: Float64Array, x: Float64Array): Float64Array =>
  x.map((_, i) => dot(a.subarray(i * x.length, (i + 1) * x.length), x))

/** G's Cholesky factor; null where it has none. */
const factorOf = (shared: Float64Array, factors: number): Float64Array | null => {
  const factor = shared.slice()
  return factorise(factor, factors) ? factor : null
}

/**
 * Steps of conjugate gradient from the factors of before (Takács, Pilászy & Tikk 2011), preconditioned by the part of A that all rows share: few of the eigenvalues are then
 * far from 1.
 */
const descend = (
  a: Float64Array,
  b: Float64Array,
  x: Float64Array,
  factor: Float64Array,
  steps: number,
): Float64Array => {
  const precondition = (r: Float64Array) => {
    const z = r.slice()
    solveFactorised(factor, r.length, z)
    return z
  }
  const r = times(a, x).map((value, i) => b[i] - value)
  const p = precondition(r)
  let squares = dot(r, p)
  for (let step = 0; step < steps && squares > 1e-20; step++) {
    const ap = times(a, p)
    const alpha = squares / dot(p, ap)
    for (let i = 0; i < x.length; i++) {
      x[i] += alpha * p[i]
      r[i] -= alpha * ap[i]
    }
    const z = precondition(r)
    const next = dot(r, z)
    for (let i = 0; i < x.length; i++) p[i] = z[i] + (next / squares) * p[i]
    squares = next
  }
  return x
}

/** Every row is solved against the fixed factors; a row without interactions becomes zeros. */
export const alsSweep = (sweep: AlsSweep): void => {
  const { interactions, solved, factors, solver, steps } = sweep
  const shared = sharedPart(sweep, interactions.columns)
  const factor = factorOf(shared, factors)
  const nothing = new Float64Array(factors).fill(Number.NaN)
  for (let row = 0; row < interactions.rows; row++) {
    const out = solved.subarray(row * factors, (row + 1) * factors)
    if (interactions.pointers[row] === interactions.pointers[row + 1]) {
      out.fill(0)
      continue
    }
    const { a, b } = systemOf(sweep, shared, row)
    if (solver === 'conjugate-gradient') {
      out.set(factor ? descend(a, b, Float64Array.from(out), factor, steps) : nothing)
    } else if (factorise(a, factors)) {
      solveFactorised(a, factors, b)
      out.set(b)
    } else {
      out.set(nothing)
    }
  }
}
