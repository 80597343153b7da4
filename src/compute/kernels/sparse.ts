// Sparse matrices in compressed rows: pointers, indices and values as in SparseRows.

/** out[0..width) += the sum of four scaled rows. */
function addFour(
  out: usize,
  width: i32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  va: f32,
  vb: f32,
  vc: f32,
  vd: f32,
): void {
  const wa = f32x4.splat(va)
  const wb = f32x4.splat(vb)
  const wc = f32x4.splat(vc)
  const wd = f32x4.splat(vd)
  let j: i32 = 0
  for (; j + 4 <= width; j += 4) {
    let sum = v128.load(out)
    sum = f32x4.relaxed_madd(wa, v128.load(a), sum)
    sum = f32x4.relaxed_madd(wb, v128.load(b), sum)
    sum = f32x4.relaxed_madd(wc, v128.load(c), sum)
    sum = f32x4.relaxed_madd(wd, v128.load(d), sum)
    v128.store(out, sum)
    out += 16
    a += 16
    b += 16
    c += 16
    d += 16
  }
  for (; j < width; j++) {
    store<f32>(out, load<f32>(out) + va * load<f32>(a) + vb * load<f32>(b) + vc * load<f32>(c) + vd * load<f32>(d))
    out += 4
    a += 4
    b += 4
    c += 4
    d += 4
  }
}

/** out[0..width) += one scaled row. */
function addOne(out: usize, width: i32, a: usize, value: f32): void {
  const weight = f32x4.splat(value)
  let j: i32 = 0
  for (; j + 4 <= width; j += 4) {
    v128.store(out, f32x4.relaxed_madd(weight, v128.load(a), v128.load(out)))
    out += 16
    a += 16
  }
  for (; j < width; j++) {
    store<f32>(out, load<f32>(out) + value * load<f32>(a))
    out += 4
    a += 4
  }
}

/** One row of a sparse matrix times a dense one, four of its entries at a time so that the sums are loaded and stored a quarter as often. */
export function multiplyRow(entries: i32, indices: usize, values: usize, dense: usize, width: i32, out: usize): void {
  const stride = (width as usize) << 2
  memory.fill(out, 0, stride)
  let at: i32 = 0
  for (; at + 4 <= entries; at += 4) {
    addFour(
      out,
      width,
      dense + load<usize>(indices) * stride,
      dense + load<usize>(indices, 4) * stride,
      dense + load<usize>(indices, 8) * stride,
      dense + load<usize>(indices, 12) * stride,
      load<f32>(values),
      load<f32>(values, 4),
      load<f32>(values, 8),
      load<f32>(values, 12),
    )
    indices += 16
    values += 16
  }
  for (; at < entries; at++) {
    addOne(out, width, dense + load<usize>(indices) * stride, load<f32>(values))
    indices += 4
    values += 4
  }
}

/** Integers: rows, pointers, indices, values, dense, width, out, rows of a block. */
export function multiplySparseBlock(parameters: usize, block: i32, _scratch: usize): void {
  const rows = load<i32>(parameters)
  const pointers = load<usize>(parameters, 4)
  const indices = load<usize>(parameters, 8)
  const values = load<usize>(parameters, 12)
  const dense = load<usize>(parameters, 16)
  const width = load<i32>(parameters, 20)
  const out = load<usize>(parameters, 24)
  const high = load<i32>(parameters, 28)
  const last = min(rows, (block + 1) * high)
  for (let row = block * high; row < last; row++) {
    const from = load<i32>(pointers + (row << 2))
    const entries = load<i32>(pointers + (row << 2), 4) - from
    multiplyRow(
      entries,
      indices + (from << 2),
      values + (from << 2),
      dense,
      width,
      out + (((row as usize) * width) << 2),
    )
  }
}

/** out[indices] += value x values, over the rest of one row. */
export function scatter(out: usize, indices: usize, values: usize, entries: i32, value: f32): void {
  for (let at: i32 = 0; at < entries; at++) {
    const to = out + (load<usize>(indices) << 2)
    store<f32>(to, load<f32>(to) + value * load<f32>(values))
    indices += 4
    values += 4
  }
}

/**
 * Rows of the upper half of transposed S x S. Who has column i comes as positions in the rows, so that only later entries of each row are visited.
 * Integers: columns, indices, values, starts (columns + 1), positions, ends (of the position's row), out, columns of a block.
 */
export function sparseGramBlock(parameters: usize, block: i32, _scratch: usize): void {
  const columns = load<i32>(parameters)
  const indices = load<usize>(parameters, 4)
  const values = load<usize>(parameters, 8)
  const starts = load<usize>(parameters, 12)
  const positions = load<usize>(parameters, 16)
  const ends = load<usize>(parameters, 20)
  const out = load<usize>(parameters, 24)
  const high = load<i32>(parameters, 28)
  const last = min(columns, (block + 1) * high)
  for (let i = block * high; i < last; i++) {
    const row = out + (((i as usize) * columns) << 2)
    memory.fill(row, 0, (columns as usize) << 2)
    const end = load<i32>(starts + (i << 2), 4)
    for (let at = load<i32>(starts + (i << 2)); at < end; at++) {
      const position = load<i32>(positions + (at << 2))
      const from = position << 2
      scatter(row, indices + from, values + from, load<i32>(ends + (at << 2)) - position, load<f32>(values + from))
    }
  }
}

/** The lower half becomes what the upper half is, in squares of 64 that stay in cache. Integers: n, matrix. */
export function mirrorBlock(parameters: usize, block: i32, _scratch: usize): void {
  const n = load<i32>(parameters)
  const matrix = load<usize>(parameters, 4)
  const stride = (n as usize) << 2
  const first = block * 64
  const last = min(n, first + 64)
  for (let left: i32 = 0; left <= first; left += 64) {
    for (let i = first; i < last; i++) {
      const to = matrix + (i as usize) * stride
      const right = min(i, left + 64)
      for (let j = left; j < right; j++) store<f32>(to + (j << 2), load<f32>(matrix + (j as usize) * stride + (i << 2)))
    }
  }
}
