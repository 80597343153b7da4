/**
 * e^x for four numbers of at most 0, to 2 units in the last place: 2^n e^r with |r| <= ln 2 / 2, and the polynomial of Cephes for e^r.
 * What is below -87 becomes 0, and so does -Infinity.
 */
function exp4(x: v128): v128 {
  const isGone = f32x4.lt(x, f32x4.splat(-87))
  x = f32x4.max(x, f32x4.splat(-87))
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(Math.LOG2E as f32)))
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return v128.andnot(f32x4.mul(p, power), isGone)
}

function exp(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0)
}

function sumOf(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  )
}

/** Adds the shift (at 0: none) to a row and gives the most of it and `most`. */
export function shiftRow(row: usize, columns: i32, shift: usize, most: f32): f32 {
  let lanes = f32x4.splat(most)
  let at: usize = 0
  const end = (columns as usize) << 2
  for (; at + 16 <= end; at += 16) {
    let x = v128.load(row + at)
    if (shift) {
      x = f32x4.add(x, v128.load(shift + at))
      v128.store(row + at, x)
    }
    lanes = f32x4.max(lanes, x)
  }
  most = max(
    max(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    max(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  )
  for (; at < end; at += 4) {
    let x = load<f32>(row + at)
    if (shift) {
      x += load<f32>(shift + at)
      store<f32>(row + at, x)
    }
    most = max(most, x)
  }
  return most
}

/** x becomes e^(x - most); gives their sum. */
export function expRow(row: usize, columns: i32, most: f32): f32 {
  const from = f32x4.splat(most)
  let lanes = f32x4.splat(0)
  let at: usize = 0
  const end = (columns as usize) << 2
  for (; at + 16 <= end; at += 16) {
    const part = exp4(f32x4.sub(v128.load(row + at), from))
    v128.store(row + at, part)
    lanes = f32x4.add(lanes, part)
  }
  let sum = sumOf(lanes)
  for (; at < end; at += 4) {
    const part = exp(load<f32>(row + at) - most)
    store<f32>(row + at, part)
    sum += part
  }
  return sum
}

function scaleRow(row: usize, columns: i32, scale: f32): void {
  const lanes = f32x4.splat(scale)
  let at: usize = 0
  const end = (columns as usize) << 2
  for (; at + 16 <= end; at += 16) v128.store(row + at, f32x4.mul(v128.load(row + at), lanes))
  for (; at < end; at += 4) store<f32>(row + at, load<f32>(row + at) * scale)
}

/** Integers: logits, rows, columns, shift, own, weight (0: none of these three), logSums, rows of a block. */
export function softmaxOfRowsBlock(parameters: usize, block: i32, _scratch: usize): void {
  const logits = load<usize>(parameters)
  const rows = load<i32>(parameters, 4)
  const columns = load<i32>(parameters, 8)
  const shift = load<usize>(parameters, 12)
  const own = load<usize>(parameters, 16)
  const weight = load<usize>(parameters, 20)
  const logSums = load<usize>(parameters, 24)
  const high = load<i32>(parameters, 28)
  const last = min(rows, (block + 1) * high)
  for (let r = block * high; r < last; r++) {
    const row = logits + (((r as usize) * columns) << 2)
    const at = (r as usize) << 2
    const more: f32 = own ? load<f32>(own + at) : -Infinity
    const most = shiftRow(row, columns, shift, more)
    if (most === -Infinity) {
      memory.fill(row, 0, (columns as usize) << 2)
      store<f32>(logSums + at, -Infinity)
      continue
    }
    const sum = expRow(row, columns, most) + exp(more - most)
    scaleRow(row, columns, (weight ? load<f32>(weight + at) : 1) / sum)
    store<f32>(logSums + at, most + (Math.log(sum as f64) as f32))
  }
}

function whole4(x: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(x))
}

/** Writes g0 h0 g1 h1 ... */
function storePairs(at: usize, g: v128, h: v128): void {
  v128.store(at, i8x16.shuffle(g, h, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23))
  v128.store(at, i8x16.shuffle(g, h, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31), 16)
}

/** p = 1 / (1 + e^-s) from e^-|s|; g = p - y, h = p (1 - p). */
function logistic4(out: usize, s: v128, y: v128, gScale: v128, hScale: v128): void {
  const one = f32x4.splat(1)
  const e = exp4(f32x4.neg(f32x4.abs(s)))
  const small = f32x4.div(e, f32x4.add(one, e))
  const large = f32x4.div(one, f32x4.add(one, e))
  const p = v128.bitselect(large, small, f32x4.ge(s, f32x4.splat(0)))
  const h = f32x4.mul(small, large)
  storePairs(out, whole4(f32x4.mul(f32x4.sub(p, y), gScale)), whole4(f32x4.mul(h, hScale)))
}

function squared4(out: usize, s: v128, y: v128, gScale: v128, hScale: v128): void {
  storePairs(out, whole4(f32x4.mul(f32x4.sub(s, y), gScale)), whole4(hScale))
}

/** Integers: rows (arrays have room to the next multiple of four), scores, targets, gradients, 1 where logistic, rows of a block (a multiple of four). Floats: the scales. */
export function boostGradientsBlock(parameters: usize, block: i32, _scratch: usize): void {
  const rows = load<i32>(parameters)
  const scores = load<usize>(parameters, 4)
  const targets = load<usize>(parameters, 8)
  const gradients = load<usize>(parameters, 12)
  const isLogistic = load<i32>(parameters, 16)
  const high = load<i32>(parameters, 20)
  const gScale = f32x4.splat(load<f32>(parameters, 128))
  const hScale = f32x4.splat(load<f32>(parameters, 132))
  const last = min(rows, (block + 1) * high)
  for (let row = block * high; row < last; row += 4) {
    const at = (row as usize) << 2
    const out = gradients + (at << 1)
    const s = v128.load(scores + at)
    const y = v128.load(targets + at)
    if (isLogistic) logistic4(out, s, y, gScale, hScale)
    else squared4(out, s, y, gScale, hScale)
  }
}
