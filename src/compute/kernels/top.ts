/** Puts a score where it belongs among the k that are in order; what comes later stays behind its equals. */
export function insert(best: usize, bestScores: usize, k: i32, column: i32, score: f32): void {
  let at = k - 1
  while (at > 0 && score > load<f32>(bestScores + ((at - 1) << 2))) at--
  const moved = (k - 1 - at) << 2
  memory.copy(best + ((at + 1) << 2), best + (at << 2), moved)
  memory.copy(bestScores + ((at + 1) << 2), bestScores + (at << 2), moved)
  store<i32>(best + (at << 2), column)
  store<f32>(bestScores + (at << 2), score)
}

/** The best of one row: sixteen scores at a time are compared with the least of the best. */
export function topOfRow(scores: usize, columns: i32, k: i32, best: usize, bestScores: usize): void {
  const least = bestScores + ((k - 1) << 2)
  let column: i32 = 0
  for (; column + 16 <= columns; column += 16) {
    const from = scores + (column << 2)
    const threshold = v128.load32_splat(least)
    const any = v128.or(
      v128.or(f32x4.gt(v128.load(from), threshold), f32x4.gt(v128.load(from, 16), threshold)),
      v128.or(f32x4.gt(v128.load(from, 32), threshold), f32x4.gt(v128.load(from, 48), threshold)),
    )
    if (!v128.any_true(any)) continue
    for (let i: i32 = 0; i < 16; i++) {
      const score = load<f32>(from + (i << 2))
      if (score > load<f32>(least)) insert(best, bestScores, k, column + i, score)
    }
  }
  for (; column < columns; column++) {
    const score = load<f32>(scores + (column << 2))
    if (score > load<f32>(least)) insert(best, bestScores, k, column, score)
  }
}

/** Integers: scores, rows, columns, k, best, bestScores, rows of a block. */
export function topOfRowsBlock(parameters: usize, block: i32, _scratch: usize): void {
  const scores = load<usize>(parameters)
  const rows = load<i32>(parameters, 4)
  const columns = load<i32>(parameters, 8)
  const k = load<i32>(parameters, 12)
  const best = load<usize>(parameters, 16)
  const bestScores = load<usize>(parameters, 20)
  const high = load<i32>(parameters, 24)
  const last = min(rows, (block + 1) * high)
  for (let row = block * high; row < last; row++) {
    const to = ((row as usize) * k) << 2
    memory.fill(best + to, 0xff, (k as usize) << 2)
    for (let i: i32 = 0; i < k; i++) store<f32>(bestScores + to + (i << 2), -Infinity)
    topOfRow(scores + (((row as usize) * columns) << 2), columns, k, best + to, bestScores + to)
  }
}
