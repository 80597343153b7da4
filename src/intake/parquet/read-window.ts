import { type AsyncBuffer, type FileMetaData, parquetRead } from 'hyparquet'

import { decompress } from './decompress.ts'
import { parsers } from './value-text.ts'

/** The values of the rows [start, end), in the order of `columns`. Pages outside are neither read nor inflated. */
export const readWindow = async (
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly string[],
  rowStart: number,
  rowEnd: number,
): Promise<readonly (readonly unknown[])[]> => {
  let rows: readonly (readonly unknown[])[] = []
  await parquetRead({
    file,
    metadata,
    columns: [...columns],
    rowStart,
    rowEnd,
    compressors: decompress,
    parsers,
    // Bytes without an annotation are text or an id: `valueTextOf` tells which.
    utf8: false,
    useOffsetIndex: true,
    geoparquet: false,
    onComplete: (complete) => {
      rows = complete
    },
  })
  return rows
}
