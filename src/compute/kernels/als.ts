// Rows of implicit ALS: A = G + sum v y yᵀ, b = sum (1 + v) y, with G = YᵀY + lambda I made before. k is a multiple of 16.
// Integers of both solvers: pointers, indices, values, fixed, solved, G, k, starts of blocks (rows), steps.
import { piece, tile } from './gemm'

/** Integers: rows of Y, Y, k, partial sums (k x k a block), rows of a block. */
export function gramBlock(parameters: usize, block: i32, scratch: usize): void {
  const rows = load<i32>(parameters)
  const k = load<i32>(parameters, 8)
  const high = load<i32>(parameters, 16)
  const first = block * high
  const stride = (k as usize) << 2
  const y = load<usize>(parameters, 4) + (first as usize) * stride
  const out = load<usize>(parameters, 12) + (block as usize) * stride * k
  tile(k, k, min(high, rows - first), y, 4, stride, y, stride, 4, out, stride, 1, 0, scratch)
}

/** The sums of the lanes of four vectors, as one vector. */
function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
}

/** y_iᵀ p of four rows. */
function dotsOfFour(y0: usize, y1: usize, y2: usize, y3: usize, p: usize, bytes: usize): v128 {
  let a0 = f32x4.splat(0)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let b0 = a0
  let b1 = a0
  let b2 = a0
  let b3 = a0
  for (let at: usize = 0; at < bytes; at += 64) {
    const q = p + at
    const z0 = y0 + at
    const z1 = y1 + at
    const z2 = y2 + at
    const z3 = y3 + at
    let x = v128.load(q)
    a0 = f32x4.relaxed_madd(x, v128.load(z0), a0)
    a1 = f32x4.relaxed_madd(x, v128.load(z1), a1)
    a2 = f32x4.relaxed_madd(x, v128.load(z2), a2)
    a3 = f32x4.relaxed_madd(x, v128.load(z3), a3)
    x = v128.load(q, 16)
    b0 = f32x4.relaxed_madd(x, v128.load(z0, 16), b0)
    b1 = f32x4.relaxed_madd(x, v128.load(z1, 16), b1)
    b2 = f32x4.relaxed_madd(x, v128.load(z2, 16), b2)
    b3 = f32x4.relaxed_madd(x, v128.load(z3, 16), b3)
    x = v128.load(q, 32)
    a0 = f32x4.relaxed_madd(x, v128.load(z0, 32), a0)
    a1 = f32x4.relaxed_madd(x, v128.load(z1, 32), a1)
    a2 = f32x4.relaxed_madd(x, v128.load(z2, 32), a2)
    a3 = f32x4.relaxed_madd(x, v128.load(z3, 32), a3)
    x = v128.load(q, 48)
    b0 = f32x4.relaxed_madd(x, v128.load(z0, 48), b0)
    b1 = f32x4.relaxed_madd(x, v128.load(z1, 48), b1)
    b2 = f32x4.relaxed_madd(x, v128.load(z2, 48), b2)
    b3 = f32x4.relaxed_madd(x, v128.load(z3, 48), b3)
  }
  return laneSums(f32x4.add(a0, b0), f32x4.add(a1, b1), f32x4.add(a2, b2), f32x4.add(a3, b3))
}

/** dots[i] = y_iᵀ p for the items of a row; what stands after the last one, up to three, is scribbled on. */
export function dotsOfItems(entries: i32, indices: usize, fixed: usize, p: usize, bytes: usize, dots: usize): void {
  for (let at: i32 = 0; at < entries; at += 4) {
    // Past the end the last item is taken again.
    const y0 = fixed + load<usize>(indices) * bytes
    const y1 = at + 1 < entries ? fixed + load<usize>(indices, 4) * bytes : y0
    const y2 = at + 2 < entries ? fixed + load<usize>(indices, 8) * bytes : y0
    const y3 = at + 3 < entries ? fixed + load<usize>(indices, 12) * bytes : y0
    v128.store(dots, dotsOfFour(y0, y1, y2, y3, p, bytes))
    indices += 16
    dots += 16
  }
}

/** out += sum of weight_i y_i, thirty-two sums at a time in registers. */
export function addItems(entries: i32, indices: usize, weights: usize, fixed: usize, bytes: usize, out: usize): void {
  let column: usize = 0
  for (; column + 128 <= bytes; column += 128) {
    const to = out + column
    const from = fixed + column
    let a0 = v128.load(to)
    let a1 = v128.load(to, 16)
    let a2 = v128.load(to, 32)
    let a3 = v128.load(to, 48)
    let a4 = v128.load(to, 64)
    let a5 = v128.load(to, 80)
    let a6 = v128.load(to, 96)
    let a7 = v128.load(to, 112)
    for (let at: i32 = 0; at < entries; at++) {
      const y = from + load<usize>(indices + (at << 2)) * bytes
      const weight = v128.load32_splat(weights + (at << 2))
      a0 = f32x4.relaxed_madd(weight, v128.load(y), a0)
      a1 = f32x4.relaxed_madd(weight, v128.load(y, 16), a1)
      a2 = f32x4.relaxed_madd(weight, v128.load(y, 32), a2)
      a3 = f32x4.relaxed_madd(weight, v128.load(y, 48), a3)
      a4 = f32x4.relaxed_madd(weight, v128.load(y, 64), a4)
      a5 = f32x4.relaxed_madd(weight, v128.load(y, 80), a5)
      a6 = f32x4.relaxed_madd(weight, v128.load(y, 96), a6)
      a7 = f32x4.relaxed_madd(weight, v128.load(y, 112), a7)
    }
    v128.store(to, a0)
    v128.store(to, a1, 16)
    v128.store(to, a2, 32)
    v128.store(to, a3, 48)
    v128.store(to, a4, 64)
    v128.store(to, a5, 80)
    v128.store(to, a6, 96)
    v128.store(to, a7, 112)
  }
  if (column === bytes) return
  const to = out + column
  let a0 = v128.load(to)
  let a1 = v128.load(to, 16)
  let a2 = v128.load(to, 32)
  let a3 = v128.load(to, 48)
  for (let at: i32 = 0; at < entries; at++) {
    const y = fixed + column + load<usize>(indices + (at << 2)) * bytes
    const weight = v128.load32_splat(weights + (at << 2))
    a0 = f32x4.relaxed_madd(weight, v128.load(y), a0)
    a1 = f32x4.relaxed_madd(weight, v128.load(y, 16), a1)
    a2 = f32x4.relaxed_madd(weight, v128.load(y, 32), a2)
    a3 = f32x4.relaxed_madd(weight, v128.load(y, 48), a3)
  }
  v128.store(to, a0)
  v128.store(to, a1, 16)
  v128.store(to, a2, 32)
  v128.store(to, a3, 48)
}

/** Items of a row that are visited twice while they are in cache. */
const together: i32 = 96

/**
 * out += sum of (c_i - v_i y_iᵀp) y_i, where c is 1 + v for what is left of b - A p, and 0 for minus the row's part of A p.
 */
function subtractItems(
  entries: i32,
  indices: usize,
  values: usize,
  fixed: usize,
  p: usize,
  bytes: usize,
  isResidual: bool,
  dots: usize,
  out: usize,
): void {
  const one = f32x4.splat(isResidual ? 1 : 0)
  const zero = f32x4.splat(0)
  for (let first: i32 = 0; first < entries; first += together) {
    const count = min(together, entries - first)
    const from = first << 2
    dotsOfItems(count, indices + from, fixed, p, bytes, dots)
    for (let at: i32 = 0; at < count; at += 4) {
      const value = v128.load(values + from + (at << 2))
      const wanted = isResidual ? f32x4.add(one, value) : zero
      v128.store(dots + (at << 2), f32x4.sub(wanted, f32x4.mul(value, v128.load(dots + (at << 2)))))
    }
    addItems(count, indices + from, dots, fixed, bytes, out)
  }
}

/** sum of v_i (y_iᵀp)². */
function weighedSquares(
  entries: i32,
  indices: usize,
  values: usize,
  fixed: usize,
  p: usize,
  bytes: usize,
  dots: usize,
): f32 {
  let sum: f32 = 0
  for (let first: i32 = 0; first < entries; first += together) {
    const count = min(together, entries - first)
    const from = first << 2
    dotsOfItems(count, indices + from, fixed, p, bytes, dots)
    for (let at: i32 = 0; at < count; at++) {
      const d = load<f32>(dots + (at << 2))
      sum += load<f32>(values + from + (at << 2)) * d * d
    }
  }
  return sum
}

/** aᵀ b; k is a multiple of 8. */
function dot(a: usize, b: usize, k: i32): f32 {
  let left = f32x4.splat(0)
  let right = left
  for (let j: i32 = 0; j < k; j += 8) {
    left = f32x4.relaxed_madd(v128.load(a), v128.load(b), left)
    right = f32x4.relaxed_madd(v128.load(a, 16), v128.load(b, 16), right)
    a += 32
    b += 32
  }
  const sums = f32x4.add(left, right)
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  )
}

/** out = a + factor b, of `bytes`. */
function combine(a: usize, b: usize, factor: f32, out: usize, bytes: usize): void {
  const weight = f32x4.splat(factor)
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(out + at, f32x4.relaxed_madd(weight, v128.load(b + at), v128.load(a + at)))
  }
}

/**
 * A few steps of conjugate gradient from what the row was, where G has been made the identity: A = I + sum v y yᵀ. The last step needs no new residual,
 * and so only the dots. Scratch: 3 k floats and `together`.
 */
export function descend(
  entries: i32,
  indices: usize,
  values: usize,
  fixed: usize,
  x: usize,
  k: i32,
  steps: i32,
  scratch: usize,
): void {
  const bytes = (k as usize) << 2
  const r = scratch
  const p = r + bytes
  const ap = p + bytes
  const dots = ap + bytes
  for (let at: usize = 0; at < bytes; at += 16) v128.store(r + at, f32x4.neg(v128.load(x + at)))
  subtractItems(entries, indices, values, fixed, x, bytes, true, dots, r)
  memory.copy(p, r, bytes)
  let squares = dot(r, r, k)
  for (let step: i32 = 1; step < steps && squares > 1e-20; step++) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(ap + at, f32x4.neg(v128.load(p + at)))
    subtractItems(entries, indices, values, fixed, p, bytes, false, dots, ap)
    const alpha = -squares / dot(p, ap, k)
    combine(x, p, alpha, x, bytes)
    combine(r, ap, alpha, r, bytes)
    const next = dot(r, r, k)
    combine(r, p, next / squares, p, bytes)
    squares = next
  }
  if (steps > 0 && squares > 1e-20) {
    const curvature = dot(p, p, k) + weighedSquares(entries, indices, values, fixed, p, bytes, dots)
    combine(x, p, dot(r, p, k) / curvature, x, bytes)
  }
}

export function conjugateGradientBlock(parameters: usize, block: i32, scratch: usize): void {
  const pointers = load<usize>(parameters)
  const indices = load<usize>(parameters, 4)
  const values = load<usize>(parameters, 8)
  const k = load<i32>(parameters, 24)
  const starts = load<usize>(parameters, 28) + (block << 2)
  const last = load<i32>(starts, 4)
  for (let row = load<i32>(starts); row < last; row++) {
    const from = load<i32>(pointers + (row << 2))
    const entries = load<i32>(pointers + (row << 2), 4) - from
    const x = load<usize>(parameters, 16) + (((row as usize) * k) << 2)
    if (entries === 0) memory.fill(x, 0, (k as usize) << 2)
    else {
      const at = from << 2
      descend(entries, indices + at, values + at, load<usize>(parameters, 12), x, k, load<i32>(parameters, 32), scratch)
    }
  }
}

/** How many items of a row are packed at a time. */
const depth: i32 = 128

/** Up to `depth` items of a row packed for `piece`: v y in panels of 6 (padded with zeros), y in panels of 8. */
function packItems(
  count: i32,
  indices: usize,
  values: usize,
  fixed: usize,
  k: i32,
  packedA: usize,
  packedB: usize,
): void {
  const panelA = (count as usize) * 24
  const panelB = (count as usize) * 32
  for (let p: i32 = 0; p < count; p++) {
    const y = fixed + ((load<usize>(indices + (p << 2)) * k) << 2)
    const value = v128.load32_splat(values + (p << 2))
    let to = packedB + (p << 5)
    for (let j: i32 = 0; j < k; j += 8) {
      v128.store(to, v128.load(y + (j << 2)))
      v128.store(to, v128.load(y + (j << 2), 16), 16)
      to += panelB
    }
    to = packedA + p * 24
    let i: i32 = 0
    for (; i + 6 <= k; i += 6) {
      v128.store(to, f32x4.mul(value, v128.load(y + (i << 2))))
      v128.store64_lane(to, f32x4.mul(value, v128.load64_zero(y + (i << 2), 16)), 0, 16)
      to += panelA
    }
    for (let inside: i32 = 0; i + inside < i + 6 && i < k; inside++) {
      const value = i + inside < k ? load<f32>(values + (p << 2)) * load<f32>(y + ((i + inside) << 2)) : 0
      store<f32>(to + (inside << 2), value)
    }
  }
}

/** The upper half of a += sum v y yᵀ, by pieces. */
function addOuterProducts(
  entries: i32,
  indices: usize,
  values: usize,
  fixed: usize,
  k: i32,
  a: usize,
  packed: usize,
): void {
  const stride = (k as usize) << 2
  const packedB = packed + ((depth * (k + 6)) << 2)
  for (let at: i32 = 0; at < entries; at += depth) {
    const count = min(depth, entries - at)
    packItems(count, indices + (at << 2), values + (at << 2), fixed, k, packed, packedB)
    for (let i: i32 = 0; i < k; i += 6) {
      const panelA = packed + ((count * i) << 2)
      for (let j = i & -8; j < k; j += 8) {
        piece(count, panelA, packedB + ((count * j) << 2), a + (i as usize) * stride + (j << 2), stride, 1, 1)
      }
    }
  }
}

/** rows[i] -= u[p][i] rows[p] for one pivot row, from column `from` (a multiple of 4) on. */
function eliminate(pivot: usize, row: usize, factor: f32, from: i32, k: i32): void {
  const weight = f32x4.splat(-factor)
  for (let j = from; j < k; j += 4) {
    const at = (j as usize) << 2
    v128.store(row + at, f32x4.relaxed_madd(weight, v128.load(pivot + at), v128.load(row + at)))
  }
}

/** The same for four pivot rows at once: the row is loaded and stored a quarter as often. */
function eliminateFour(pivots: usize, stride: usize, row: usize, column: usize, from: i32, k: i32): void {
  const w0 = f32x4.splat(-load<f32>(pivots + column))
  const w1 = f32x4.splat(-load<f32>(pivots + stride + column))
  const w2 = f32x4.splat(-load<f32>(pivots + 2 * stride + column))
  const w3 = f32x4.splat(-load<f32>(pivots + 3 * stride + column))
  for (let j = from; j < k; j += 4) {
    const at = (j as usize) << 2
    let sum = v128.load(row + at)
    sum = f32x4.relaxed_madd(w0, v128.load(pivots + at), sum)
    sum = f32x4.relaxed_madd(w1, v128.load(pivots + stride + at), sum)
    sum = f32x4.relaxed_madd(w2, v128.load(pivots + 2 * stride + at), sum)
    sum = f32x4.relaxed_madd(w3, v128.load(pivots + 3 * stride + at), sum)
    v128.store(row + at, sum)
  }
}

/** A = Uᵀ U in place in the upper half, four pivots at a time; not a number where it is not positive definite. What is left of the diagonal's four is scribbled on. */
export function factorise(a: usize, k: i32): void {
  const stride = (k as usize) << 2
  for (let p: i32 = 0; p < k; p += 4) {
    const pivots = a + (p as usize) * stride
    for (let q: i32 = 0; q < 4; q++) {
      const row = pivots + (q as usize) * stride
      const pivot = Mathf.sqrt(load<f32>(row + ((p + q) << 2)))
      const scale = f32x4.splat(1 / pivot)
      for (let j = p; j < k; j += 4) v128.store(row + (j << 2), f32x4.mul(scale, v128.load(row + (j << 2))))
      store<f32>(row + ((p + q) << 2), pivot)
      for (let i = q + 1; i < 4; i++)
        eliminate(row, pivots + (i as usize) * stride, load<f32>(row + ((p + i) << 2)), p, k)
    }
    for (let i = p + 4; i < k; i++)
      eliminateFour(pivots, stride, a + (i as usize) * stride, (i as usize) << 2, i & -4, k)
  }
}

/** Uᵀ U x = b in place of b. */
export function solve(u: usize, k: i32, b: usize): void {
  const stride = (k as usize) << 2
  for (let p: i32 = 0; p < k; p++) {
    const row = u + (p as usize) * stride
    const z = load<f32>(b + (p << 2)) / load<f32>(row + (p << 2))
    let j = p + 1
    for (; j < k && (j & 3) !== 0; j++)
      store<f32>(b + (j << 2), load<f32>(b + (j << 2)) - z * load<f32>(row + (j << 2)))
    eliminate(row, b, z, j, k)
    store<f32>(b + (p << 2), z)
  }
  for (let p = k - 1; p >= 0; p--) {
    const row = u + (p as usize) * stride
    let sum = load<f32>(b + (p << 2))
    let j = p + 1
    for (; j < k && (j & 3) !== 0; j++) sum -= load<f32>(b + (j << 2)) * load<f32>(row + (j << 2))
    let sums = f32x4.splat(0)
    for (; j < k; j += 4) sums = f32x4.relaxed_madd(v128.load(row + (j << 2)), v128.load(b + (j << 2)), sums)
    sum -=
      f32x4.extract_lane(sums, 0) +
      f32x4.extract_lane(sums, 1) +
      (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
    store<f32>(b + (p << 2), sum / load<f32>(row + (p << 2)))
  }
}

/** One row exactly. Scratch: k (k + 6) floats for A, then depth (2 k + 6) for what is packed. */
export function solveRow(
  entries: i32,
  indices: usize,
  values: usize,
  fixed: usize,
  x: usize,
  gram: usize,
  k: i32,
  scratch: usize,
): void {
  const bytes = (k as usize) << 2
  memory.copy(scratch, gram, bytes * k)
  addOuterProducts(entries, indices, values, fixed, k, scratch, scratch + (((k * (k + 6)) as usize) << 2))
  factorise(scratch, k)
  memory.fill(x, 0, bytes)
  for (let at: i32 = 0; at < entries; at++) {
    const y = fixed + load<usize>(indices + (at << 2)) * bytes
    combine(x, y, 1 + load<f32>(values + (at << 2)), x, bytes)
  }
  solve(scratch, k, x)
}

export function choleskyBlock(parameters: usize, block: i32, scratch: usize): void {
  const pointers = load<usize>(parameters)
  const indices = load<usize>(parameters, 4)
  const values = load<usize>(parameters, 8)
  const k = load<i32>(parameters, 24)
  const starts = load<usize>(parameters, 28) + (block << 2)
  const last = load<i32>(starts, 4)
  for (let row = load<i32>(starts); row < last; row++) {
    const from = load<i32>(pointers + (row << 2))
    const entries = load<i32>(pointers + (row << 2), 4) - from
    const x = load<usize>(parameters, 16) + (((row as usize) * k) << 2)
    if (entries === 0) memory.fill(x, 0, (k as usize) << 2)
    else
      solveRow(
        entries,
        indices + (from << 2),
        values + (from << 2),
        load<usize>(parameters, 12),
        x,
        load<usize>(parameters, 20),
        k,
        scratch,
      )
  }
}
