// C = alpha op(A) op(B) + beta C in tiles, after Goto & van de Geijn 2008: panels of A and B are packed so that the innermost loop
// reads both in order, and a 6 x 8 piece of C stays in registers (12 of the 15 that V8 gives a kernel).
const rowsOfPiece: i32 = 6
const columnsOfPiece: i32 = 8
/** How much of k is packed at a time: a panel of B for one piece is then 8 KiB, a quarter of the first-level cache. */
const depth: i32 = 256

/** One piece: c (6 x 8, rows `stride` bytes apart) = alpha A B + beta c, from packed panels. Exported so that it is compiled by itself. */
export function piece(k: i32, a: usize, b: usize, c: usize, stride: usize, alpha: f32, beta: f32): void {
  let c00 = f32x4.splat(0)
  let c01 = c00
  let c10 = c00
  let c11 = c00
  let c20 = c00
  let c21 = c00
  let c30 = c00
  let c31 = c00
  let c40 = c00
  let c41 = c00
  let c50 = c00
  let c51 = c00
  for (let p: i32 = 0; p < k; p++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    let x = v128.load32_splat(a)
    c00 = f32x4.relaxed_madd(x, b0, c00)
    c01 = f32x4.relaxed_madd(x, b1, c01)
    x = v128.load32_splat(a, 4)
    c10 = f32x4.relaxed_madd(x, b0, c10)
    c11 = f32x4.relaxed_madd(x, b1, c11)
    x = v128.load32_splat(a, 8)
    c20 = f32x4.relaxed_madd(x, b0, c20)
    c21 = f32x4.relaxed_madd(x, b1, c21)
    x = v128.load32_splat(a, 12)
    c30 = f32x4.relaxed_madd(x, b0, c30)
    c31 = f32x4.relaxed_madd(x, b1, c31)
    x = v128.load32_splat(a, 16)
    c40 = f32x4.relaxed_madd(x, b0, c40)
    c41 = f32x4.relaxed_madd(x, b1, c41)
    x = v128.load32_splat(a, 20)
    c50 = f32x4.relaxed_madd(x, b0, c50)
    c51 = f32x4.relaxed_madd(x, b1, c51)
    a += 24
    b += 32
  }
  const scale = f32x4.splat(alpha)
  put(c, c00, c01, scale, beta)
  c += stride
  put(c, c10, c11, scale, beta)
  c += stride
  put(c, c20, c21, scale, beta)
  c += stride
  put(c, c30, c31, scale, beta)
  c += stride
  put(c, c40, c41, scale, beta)
  c += stride
  put(c, c50, c51, scale, beta)
}

/** Without beta, what is in C is not read: it may be anything, NaN too. */
function put(c: usize, left: v128, right: v128, alpha: v128, beta: f32): void {
  left = f32x4.mul(left, alpha)
  right = f32x4.mul(right, alpha)
  if (beta !== 0) {
    const scale = f32x4.splat(beta)
    left = f32x4.add(left, f32x4.mul(v128.load(c), scale))
    right = f32x4.add(right, f32x4.mul(v128.load(c, 16), scale))
  }
  v128.store(c, left)
  v128.store(c, right, 16)
}

/** A piece at the edge of C: made aside in full, then what is inside is taken over. */
function edge(
  k: i32,
  a: usize,
  b: usize,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  aside: usize,
  alpha: f32,
  beta: f32,
): void {
  piece(k, a, b, aside, 32, alpha, 0)
  for (let i: i32 = 0; i < rows; i++) {
    for (let j: i32 = 0; j < columns; j++) {
      const to = c + (i as usize) * stride + (j << 2)
      const value = load<f32>(aside + ((i * columnsOfPiece + j) << 2))
      store<f32>(to, beta !== 0 ? value + load<f32>(to) * beta : value)
    }
  }
}

/**
 * Packs `count` vectors of length k into panels of `width` vectors, vector index fastest, padded with zeros: vector i's entry p is at
 * from + i * vectorStride + p * entryStride.
 */
export function pack(
  from: usize,
  to: usize,
  count: i32,
  k: i32,
  width: i32,
  vectorStride: usize,
  entryStride: usize,
): void {
  for (let first: i32 = 0; first < count; first += width) {
    const inside = min(width, count - first)
    const start = from + (first as usize) * vectorStride
    if (inside === width && vectorStride === 4) packRows(start, to, k, width, entryStride)
    else packVectors(start, to, inside, k, width, vectorStride, entryStride)
    to += (k * width) << 2
  }
}

/** Vectors lie side by side: a panel is made of whole rows. */
function packRows(from: usize, to: usize, k: i32, width: i32, entryStride: usize): void {
  const tail = width === columnsOfPiece
  for (let p: i32 = 0; p < k; p++) {
    v128.store(to, v128.load(from))
    if (tail) v128.store(to, v128.load(from, 16), 16)
    else store<u64>(to, load<u64>(from, 16), 16)
    from += entryStride
    to += width << 2
  }
}

function packVectors(
  from: usize,
  to: usize,
  inside: i32,
  k: i32,
  width: i32,
  vectorStride: usize,
  entryStride: usize,
): void {
  if (inside < width) memory.fill(to, 0, (k * width) << 2)
  const step = width << 2
  for (let i: i32 = 0; i < inside; i++) {
    let read = from + (i as usize) * vectorStride
    let write = to + (i << 2)
    for (let p: i32 = 0; p < k; p++) {
      store<f32>(write, load<f32>(read))
      read += entryStride
      write += step
    }
  }
}

/** One packed depth of a tile: every piece of it. */
export function pieces(
  rows: i32,
  columns: i32,
  k: i32,
  a: usize,
  b: usize,
  c: usize,
  stride: usize,
  aside: usize,
  alpha: f32,
  beta: f32,
): void {
  const panel = (k * rowsOfPiece) << 2
  for (let j: i32 = 0; j < columns; j += columnsOfPiece) {
    const wide = min(columnsOfPiece, columns - j)
    let fromA = a
    for (let i: i32 = 0; i < rows; i += rowsOfPiece) {
      const high = min(rowsOfPiece, rows - i)
      const to = c + (i as usize) * stride + (j << 2)
      if (wide === columnsOfPiece && high === rowsOfPiece) piece(k, fromA, b, to, stride, alpha, beta)
      else edge(k, fromA, b, to, stride, high, wide, aside, alpha, beta)
      fromA += panel
    }
    b += (k * columnsOfPiece) << 2
  }
}

/**
 * A tile of C of `rows` x `columns`, at a, b and c. Strides are bytes between neighbours along m (`aRow`), k (`aDepth`, `bDepth`) and n (`bColumn`).
 * Scratch: 48 floats, then depth x (rows + 5) and depth x (columns + 7) floats.
 */
export function tile(
  rows: i32,
  columns: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aDepth: usize,
  b: usize,
  bDepth: usize,
  bColumn: usize,
  c: usize,
  stride: usize,
  alpha: f32,
  beta: f32,
  scratch: usize,
): void {
  const packedA = scratch + 256
  const packedB = packedA + ((depth * (rows + 8)) << 2)
  for (let p: i32 = 0; p < k; p += depth) {
    const deep = min(depth, k - p)
    pack(a + (p as usize) * aDepth, packedA, rows, deep, rowsOfPiece, aRow, aDepth)
    pack(b + (p as usize) * bDepth, packedB, columns, deep, columnsOfPiece, bColumn, bDepth)
    pieces(rows, columns, deep, packedA, packedB, c, stride, scratch, alpha, p === 0 ? beta : 1)
  }
}

/**
 * Block `block` of a product: tiles are counted along rows of C.
 * Integers: m, n, k, a, b, c, strides in floats (aRow, aDepth, bDepth, bColumn), tile rows, tile columns. Floats: alpha, beta.
 */
export function multiplyBlock(parameters: usize, block: i32, scratch: usize): void {
  const m = load<i32>(parameters)
  const n = load<i32>(parameters, 4)
  const k = load<i32>(parameters, 8)
  const a = load<usize>(parameters, 12)
  const b = load<usize>(parameters, 16)
  const c = load<usize>(parameters, 20)
  const aRow = load<usize>(parameters, 24) << 2
  const aDepth = load<usize>(parameters, 28) << 2
  const bDepth = load<usize>(parameters, 32) << 2
  const bColumn = load<usize>(parameters, 36) << 2
  const high = load<i32>(parameters, 40)
  const wide = load<i32>(parameters, 44)
  const across = (n + wide - 1) / wide
  const i = (block / across) * high
  const j = (block % across) * wide
  tile(
    min(high, m - i),
    min(wide, n - j),
    k,
    a + (i as usize) * aRow,
    aRow,
    aDepth,
    b + (j as usize) * bColumn,
    bDepth,
    bColumn,
    c + (((i as usize) * n + j) << 2),
    (n as usize) << 2,
    load<f32>(parameters, 128),
    load<f32>(parameters, 132),
    scratch,
  )
}
