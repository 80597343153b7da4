/** One in the upper 24 bits of the second lane: the rows counted. */
const oneRow: i64 = 1 << 40

/** Rows whose gradients stay in cache while all columns are gone through. */
const together = 2048

/** How many of 255 ascending numbers are below x. */
function below(edges: usize, x: f32): usize {
  let at: usize = 0
  for (let step: usize = 512; step >= 4; step >>= 1) {
    if (load<f32>(edges + at + step - 4) < x) at += step
  }
  return at >> 2
}

/** Integers: rows, cells, edges, the first row's byte of the column, rows of a block. */
export function binColumnBlock(parameters: usize, block: i32, _scratch: usize): void {
  const rows = load<i32>(parameters)
  const cells = load<usize>(parameters, 4)
  const edges = load<usize>(parameters, 8)
  const bytes = load<usize>(parameters, 12)
  const high = load<i32>(parameters, 16)
  const last = min(rows, (block + 1) * high)
  for (let row = block * high; row < last; row++) {
    const x = load<f32>(cells + ((row as usize) << 2))
    const bin: usize = x >= -Infinity ? 1 + below(edges, x) : 0
    store<u8>(bytes + ((row as usize) << 3), bin as u8)
  }
}

function add(bin: usize, pair: v128): void {
  v128.store(bin, i64x2.add(v128.load(bin), pair))
}

function pairOf(gradients: usize, row: usize): v128 {
  return i64x2.add(v128.load_ext<i32>(gradients + (row << 3)), i64x2(0, oneRow))
}

/** Adds rows to the bins of eight columns that begin at `offsets`. */
export function addEight(
  bytes: usize,
  gradients: usize,
  member: usize,
  last: usize,
  offsets: usize,
  sums: usize,
): void {
  const a = sums + (load<usize>(offsets) << 4)
  const b = sums + (load<usize>(offsets, 4) << 4)
  const c = sums + (load<usize>(offsets, 8) << 4)
  const d = sums + (load<usize>(offsets, 12) << 4)
  const e = sums + (load<usize>(offsets, 16) << 4)
  const f = sums + (load<usize>(offsets, 20) << 4)
  const g = sums + (load<usize>(offsets, 24) << 4)
  const h = sums + (load<usize>(offsets, 28) << 4)
  for (; member < last; member += 4) {
    const row = load<usize>(member)
    const low = load<usize>(bytes + (row << 3))
    const high = load<usize>(bytes + (row << 3), 4)
    const pair = pairOf(gradients, row)
    add(a + ((low & 255) << 4), pair)
    add(b + ((low >> 4) & 0xff0), pair)
    add(c + ((low >> 12) & 0xff0), pair)
    add(d + ((low >> 20) & 0xff0), pair)
    add(e + ((high & 255) << 4), pair)
    add(f + ((high >> 4) & 0xff0), pair)
    add(g + ((high >> 12) & 0xff0), pair)
    add(h + ((high >> 20) & 0xff0), pair)
  }
}

/** The same of fewer than eight. */
export function addFew(
  bytes: usize,
  gradients: usize,
  member: usize,
  last: usize,
  offsets: usize,
  sums: usize,
  columns: i32,
): void {
  const end = offsets + ((columns as usize) << 2)
  for (; member < last; member += 4) {
    const row = load<usize>(member)
    const pair = pairOf(gradients, row)
    let cell = bytes + (row << 3)
    for (let at = offsets; at < end; at += 4) {
      add(sums + ((load<usize>(at) + load<u8>(cell)) << 4), pair)
      cell++
    }
  }
}

function takeAway(from: usize, sums: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(from + at, i64x2.sub(v128.load(from + at), v128.load(sums + at)))
  }
}

/**
 * Integers: rows, columns, bytes of the bins, gradients, the first member, how many, members of a block, offsets, sums (one after the other, one a block), bins of all columns,
 * the sums to take these from (0: none; only where there is one block).
 */
export function sumBinsBlock(parameters: usize, block: i32, _scratch: usize): void {
  const rows = load<usize>(parameters)
  const columns = load<i32>(parameters, 4)
  const bytes = load<usize>(parameters, 8)
  const gradients = load<usize>(parameters, 12)
  const members = load<usize>(parameters, 16)
  const count = load<i32>(parameters, 20)
  const high = load<i32>(parameters, 24)
  const offsets = load<usize>(parameters, 28)
  const size = load<usize>(parameters, 36) << 4
  const sums = load<usize>(parameters, 32) + (block as usize) * size
  const whole = load<usize>(parameters, 40)
  memory.fill(sums, 0, size)
  const last = min(count, (block + 1) * high)
  for (let from = block * high; from < last; from += together) {
    const first = members + ((from as usize) << 2)
    const end = members + ((min(last, from + together) as usize) << 2)
    let eight = bytes
    for (let column = 0; column < columns; column += 8) {
      const own = offsets + ((column as usize) << 2)
      if (column + 8 <= columns) addEight(eight, gradients, first, end, own, sums)
      else addFew(eight, gradients, first, end, own, sums, columns - column)
      eight += rows << 3
    }
  }
  if (whole) takeAway(whole, sums, size)
}

/** Adds up the sums of all blocks. Integers: where they are, bins of all columns, how many blocks there were, where the total goes, the sums to take it from (0: none), bins of a block. */
export function joinBinsBlock(parameters: usize, block: i32, _scratch: usize): void {
  const parts = load<usize>(parameters)
  const size = load<usize>(parameters, 4) << 4
  const end = parts + load<usize>(parameters, 8) * size
  const total = load<usize>(parameters, 12)
  const whole = load<usize>(parameters, 16)
  const high = load<usize>(parameters, 20) << 4
  const first = (block as usize) * high
  const last = min(size, first + high)
  for (let at = first; at < last; at += 16) {
    let sum = i64x2.splat(0)
    for (let part = parts + at; part < end; part += size) sum = i64x2.add(sum, v128.load(part))
    v128.store(total + at, sum)
  }
  if (whole) takeAway(whole + first, total + first, last - first)
}

function isIn(set: usize, bin: usize): usize {
  return (load<usize>(set + ((bin >> 5) << 2)) >> (bin & 31)) & 1
}

/** Integers: the column's first byte, set, the first member, how many, spare, counts, members of a block. What is not in the set goes to the front of the block's part, the rest backwards from its end. */
export function partRowsBlock(parameters: usize, block: i32, _scratch: usize): void {
  const bytes = load<usize>(parameters)
  const set = load<usize>(parameters, 4)
  const members = load<usize>(parameters, 8)
  const count = load<i32>(parameters, 12)
  const spare = load<usize>(parameters, 16)
  const counts = load<usize>(parameters, 20)
  const high = load<i32>(parameters, 24)
  const first = block * high
  const last = min(count, first + high)
  let front = spare + ((first as usize) << 2)
  let back = spare + ((last as usize) << 2) - 4
  for (let at = first; at < last; at++) {
    const row = load<usize>(members + ((at as usize) << 2))
    const goes = isIn(set, load<u8>(bytes + (row << 3)))
    store<u32>(front, row as u32)
    store<u32>(back, row as u32)
    front += 4 - (goes << 2)
    back -= goes << 2
  }
  store<i32>(counts + ((block as usize) << 2), ((front - spare) >> 2) - first)
}

/** Puts the parts of a block where they belong. Integers: the first member, how many, spare, counts, where the block's first go, where its others go, members of a block. */
export function joinRowsBlock(parameters: usize, block: i32, _scratch: usize): void {
  const members = load<usize>(parameters)
  const count = load<i32>(parameters, 4)
  const spare = load<usize>(parameters, 8)
  const own = (block as usize) << 2
  const front = load<i32>(load<usize>(parameters, 12) + own)
  let to = members + ((load<i32>(load<usize>(parameters, 16) + own) as usize) << 2)
  let other = members + ((load<i32>(load<usize>(parameters, 20) + own) as usize) << 2)
  const high = load<i32>(parameters, 24)
  const first = block * high
  const last = min(count, first + high)
  let at = spare + ((first as usize) << 2)
  memory.copy(to, at, (front as usize) << 2)
  to = at + ((front as usize) << 2)
  for (at = spare + ((last as usize) << 2) - 4; at >= to; at -= 4) {
    store<u32>(other, load<u32>(at))
    other += 4
  }
}

/**
 * Integers: rows, members (0: all), how many, bytes of the bins, column, left, set, value, roots, how many roots, sums, rows of a block.
 * A row's bin of column c lies (c >> 3) x rows x 8 + (c & 7) after its first byte.
 */
export function addTreesBlock(parameters: usize, block: i32, _scratch: usize): void {
  const rows = load<usize>(parameters)
  const members = load<usize>(parameters, 4)
  const count = load<i32>(parameters, 8)
  const bytes = load<usize>(parameters, 12)
  const columns = load<usize>(parameters, 16)
  const lefts = load<usize>(parameters, 20)
  const sets = load<usize>(parameters, 24)
  const values = load<usize>(parameters, 28)
  const roots = load<usize>(parameters, 32)
  const trees = load<i32>(parameters, 36)
  const sums = load<usize>(parameters, 40)
  const high = load<i32>(parameters, 44)
  const last = min(count, (block + 1) * high)
  for (let tree = 0; tree < trees; tree++) {
    const root = load<usize>(roots + ((tree as usize) << 2))
    for (let at = block * high; at < last; at++) {
      const row = members ? load<usize>(members + ((at as usize) << 2)) : (at as usize)
      const first = bytes + (row << 3)
      let node = root
      for (;;) {
        const column = load<i32>(columns + (node << 2))
        if (column < 0) break
        const bin = load<u8>(first + ((((column as usize) >> 3) * rows) << 3) + ((column as usize) & 7)) as usize
        node = load<usize>(lefts + (node << 2)) + isIn(sets + (node << 5), bin)
      }
      const sum = sums + ((at as usize) << 3)
      store<f64>(sum, load<f64>(sum) + load<f64>(values + (node << 3)))
    }
  }
}
