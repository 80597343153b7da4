import { CodedError } from '../errors.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

const startsWith = (bytes: Buffer, ...magic: number[]): boolean => magic.every((byte, index) => bytes[index] === byte)

const formats: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive or an Excel workbook: unpack it, or save the sheet as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook: save the sheet as CSV'],
  [[0x50, 0x41, 0x52, 0x31], 'Parquet packed by gzip once more: unpack it'],
  [[0x50, 0x41, 0x52, 0x45], 'Parquet that is encrypted: write it without encryption'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture'],
  [[0xff, 0xd8, 0xff], 'a picture'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed by zstd: unpack it, or pack it by gzip'],
  [[0x42, 0x5a, 0x68], 'compressed by bzip2: unpack it, or pack it by gzip'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'compressed by xz: unpack it, or pack it by gzip'],
  [[0x1f, 0x8b], 'compressed by gzip twice: unpack it once'],
]

/** Text has next to none of them; of random bytes they are a tenth. */
const isControl = (byte: number): boolean => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12

const controlShare = (bytes: Buffer): number => bytes.filter(isControl).length / bytes.length

/**
 * What text the file's first bytes begin.
 * @throws CodedError FILE_BINARY when they begin no text
 */
export const detectEncoding = (head: Buffer, path: string): Encoding => {
  if (startsWith(head, 0xff, 0xfe)) return 'utf-16le'
  if (startsWith(head, 0xfe, 0xff)) return 'utf-16be'
  const format = formats.find(([magic]) => startsWith(head, ...magic))
  if (format) throw new CodedError('FILE_BINARY', `${path} is ${format[1]}.`)
  if (controlShare(head) > 0.05) {
    throw new CodedError(
      'FILE_BINARY',
      `${path} is not text. Clientele reads CSV, TSV and NDJSON, plain or as .gz, and Parquet.`,
    )
  }
  return 'utf-8'
}
