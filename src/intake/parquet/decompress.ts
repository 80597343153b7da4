import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'

import type { Compressors } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

/** Node's own where it has one, as they are native; Snappy and LZ4 from the library. */
export const decompress: Compressors = {
  ...compressors,
  GZIP: (page) => gunzipSync(page),
  BROTLI: (page) => brotliDecompressSync(page),
  ZSTD: (page) => zstdDecompressSync(page),
}
