import { expRow, shiftRow } from './softmax'

/** a . b over `size` numbers. */
function dot(a: usize, b: usize, size: i32): f32 {
  let lanes = f32x4.splat(0)
  const whole = a + ((size & ~3) << 2)
  const end = a + (size << 2)
  while (a < whole) {
    lanes = f32x4.relaxed_madd(v128.load(a), v128.load(b), lanes)
    a += 16
    b += 16
  }
  let sum =
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  while (a < end) {
    sum += load<f32>(a) * load<f32>(b)
    a += 4
    b += 4
  }
  return sum
}

/** to += scale x over `size` numbers. */
function addScaled(to: usize, scale: f32, x: usize, size: i32): void {
  const lanes = f32x4.splat(scale)
  const whole = to + ((size & ~3) << 2)
  const end = to + (size << 2)
  while (to < whole) {
    v128.store(to, f32x4.relaxed_madd(lanes, v128.load(x), v128.load(to)))
    to += 16
    x += 16
  }
  while (to < end) {
    store<f32>(to, load<f32>(to) + scale * load<f32>(x))
    to += 4
    x += 4
  }
}

/** One row over itself and the rows before it; all strides in bytes. Exported so that it is compiled by itself. */
export function attendRow(
  count: i32,
  size: i32,
  scale: f32,
  query: usize,
  keys: usize,
  values: usize,
  stride: usize,
  bias: usize,
  farthest: i32,
  weights: usize,
  out: usize,
): void {
  for (let at: i32 = 0; at < count; at++) {
    const distance = min(count - 1 - at, farthest - 1)
    const value = dot(query, keys + (at as usize) * stride, size) * scale + load<f32>(bias + (distance << 2))
    store<f32>(weights + (at << 2), value)
  }
  const sum = expRow(weights, count, shiftRow(weights, count, 0, -Infinity))
  memory.fill(out, 0, size << 2)
  for (let at: i32 = 0; at < count; at++) {
    const weight = load<f32>(weights + (at << 2)) / sum
    store<f32>(weights + (at << 2), weight)
    addScaled(out, weight, values + (at as usize) * stride, size)
  }
}

/** Integers: sequences, pointers, cells, heads, width, farthest, qkv, bias, weights, out, sequences of a block. */
export function attentionBlock(parameters: usize, block: i32, _scratch: usize): void {
  const sequences = load<i32>(parameters)
  const pointers = load<usize>(parameters, 4)
  const cells = load<usize>(parameters, 8)
  const heads = load<i32>(parameters, 12)
  const width = load<i32>(parameters, 16)
  const farthest = load<i32>(parameters, 20)
  const qkv = load<usize>(parameters, 24)
  const bias = load<usize>(parameters, 28)
  const weights = load<usize>(parameters, 32)
  const out = load<usize>(parameters, 36)
  const high = load<i32>(parameters, 40)
  const size = width / heads
  const scale: f32 = 1 / Mathf.sqrt(size as f32)
  const stride = (3 * width) << 2
  const last = min(sequences, (block + 1) * high)
  for (let s = block * high; s < last; s++) {
    const first = load<i32>(pointers + (s << 2))
    const length = load<i32>(pointers + (s << 2), 4) - first
    let cell = weights + ((load<i32>(cells + (s << 2)) * heads) << 2)
    for (let head: i32 = 0; head < heads; head++) {
      const keys = qkv + (first as usize) * stride + ((width + head * size) << 2)
      for (let i: i32 = 0; i < length; i++) {
        const query = keys - (width << 2) + (i as usize) * stride
        const to = out + (((first + i) * width + head * size) << 2)
        const values = keys + (width << 2)
        attendRow(i + 1, size, scale, query, keys, values, stride, bias + ((head * farthest) << 2), farthest, cell, to)
        cell += (i + 1) << 2
      }
    }
  }
}

/** The way back of one row: `weights` becomes the gradient of the scores. `up` is how far queries, keys and values of dQkv are from those of qkv. */
export function attendRowBack(
  count: i32,
  size: i32,
  scale: f32,
  query: usize,
  keys: usize,
  values: usize,
  stride: usize,
  up: usize,
  weights: usize,
  dOut: usize,
  scratch: usize,
): void {
  let along: f32 = 0
  for (let at: i32 = 0; at < count; at++) {
    const value = values + (at as usize) * stride
    const weight = load<f32>(weights + (at << 2))
    const dWeight = dot(dOut, value, size)
    addScaled(value + up, weight, dOut, size)
    store<f32>(scratch + (at << 2), dWeight)
    along += dWeight * weight
  }
  for (let at: i32 = 0; at < count; at++) {
    const dScore = load<f32>(weights + (at << 2)) * (load<f32>(scratch + (at << 2)) - along)
    store<f32>(weights + (at << 2), dScore)
    const key = keys + (at as usize) * stride
    addScaled(query + up, dScore * scale, key, size)
    addScaled(key + up, dScore * scale, query, size)
  }
}

/** Integers: sequences, pointers, cells, heads, width, qkv, weights, dOut, dQkv, sequences of a block. Scratch: a row of the longest sequence. */
export function attentionBackBlock(parameters: usize, block: i32, scratch: usize): void {
  const sequences = load<i32>(parameters)
  const pointers = load<usize>(parameters, 4)
  const cells = load<usize>(parameters, 8)
  const heads = load<i32>(parameters, 12)
  const width = load<i32>(parameters, 16)
  const qkv = load<usize>(parameters, 20)
  const weights = load<usize>(parameters, 24)
  const dOut = load<usize>(parameters, 28)
  const dQkv = load<usize>(parameters, 32)
  const high = load<i32>(parameters, 36)
  const size = width / heads
  const scale: f32 = 1 / Mathf.sqrt(size as f32)
  const stride = (3 * width) << 2
  const last = min(sequences, (block + 1) * high)
  for (let s = block * high; s < last; s++) {
    const first = load<i32>(pointers + (s << 2))
    const length = load<i32>(pointers + (s << 2), 4) - first
    let cell = weights + ((load<i32>(cells + (s << 2)) * heads) << 2)
    memory.fill(dQkv + (first as usize) * stride, 0, (length as usize) * stride)
    for (let head: i32 = 0; head < heads; head++) {
      const keys = qkv + (first as usize) * stride + ((width + head * size) << 2)
      for (let i: i32 = 0; i < length; i++) {
        const query = keys - (width << 2) + (i as usize) * stride
        const from = dOut + (((first + i) * width + head * size) << 2)
        const values = keys + (width << 2)
        attendRowBack(i + 1, size, scale, query, keys, values, stride, dQkv - qkv, cell, from, scratch)
        cell += (i + 1) << 2
      }
    }
  }
}
