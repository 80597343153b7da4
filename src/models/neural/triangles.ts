import type { Compute } from '../../compute/compute.ts'
import type { Packed, Room } from './encoder.ts'

/** A batch and where the triangles of its attention are, in memory that kernels reach. */
export interface Laid {
  readonly rows: number
  readonly triangles: { readonly sequences: number; readonly pointers: Int32Array; readonly cells: Int32Array }
}

export const createLayout = (compute: Compute, { rows }: Room) => {
  const [pointers, cells] = [compute.int32(rows + 1), compute.int32(rows + 1)]
  return (packed: Packed): Laid => {
    for (let s = 0; s < packed.sequences; s++) {
      const length = packed.pointers[s + 1] - packed.pointers[s]
      pointers[s + 1] = packed.pointers[s + 1]
      cells[s + 1] = cells[s] + (length * (length + 1)) / 2
    }
    return { rows: packed.rows, triangles: { sequences: packed.sequences, pointers, cells } }
  }
}

/** What the gradient of the scores says of the bias of each distance. */
export const addDistances = (
  { heads, farthest }: { readonly heads: number; readonly farthest: number },
  { sequences, pointers }: Laid['triangles'],
  dScores: Float32Array,
  dDistance: Float32Array,
): void => {
  let cell = 0
  for (let s = 0; s < sequences; s++) {
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < pointers[s + 1] - pointers[s]; i++) {
        for (let distance = i; distance >= 0; distance--) {
          dDistance[head * farthest + Math.min(distance, farthest - 1)] += dScores[cell++]
        }
      }
    }
  }
}
