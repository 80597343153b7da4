import { tile } from './gemm'

/**
 * Tiles on and below the diagonal of A -= W Pᵀ: block b is tile (i, j), j <= i, counted along rows.
 * Integers: n, width of W and P, W, P, A, tile size.
 */
export function updateLowerBlock(parameters: usize, block: i32, scratch: usize): void {
  const n = load<i32>(parameters)
  const width = load<i32>(parameters, 4)
  const w = load<usize>(parameters, 8)
  const p = load<usize>(parameters, 12)
  const a = load<usize>(parameters, 16)
  const size = load<i32>(parameters, 20)
  let i = ((Math.sqrt((8 * block + 1) as f64) - 1) / 2) as i32
  while (((i + 1) * (i + 2)) / 2 <= block) i++
  while ((i * (i + 1)) / 2 > block) i--
  const row = i * size
  const column = (block - (i * (i + 1)) / 2) * size
  const stride = (width as usize) << 2
  tile(
    min(size, n - row),
    min(size, n - column),
    width,
    w + (row as usize) * stride,
    stride,
    4,
    p + (column as usize) * stride,
    4,
    stride,
    a + (((row as usize) * n + column) << 2),
    (n as usize) << 2,
    -1,
    1,
    scratch,
  )
}
