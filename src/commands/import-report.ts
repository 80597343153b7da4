import { errorTable } from '../errors.ts'
import type { FileReport } from './import-file.ts'

const grouped = new Intl.NumberFormat('en')

const row = (label: string, count: number, more = ''): string =>
  `  ${label.padEnd(12)}${grouped.format(count).padStart(14)}${more}\n`

const reasonLines = ({ reasons }: FileReport): string =>
  [...reasons]
    .toSorted(([, a], [, b]) => b.count - a.count)
    .map(([code, { count, first }]) => {
      const sentence = errorTable[first.code]
      return `    ${code} ${grouped.format(count)}: ${sentence} Line ${first.line}: ${first.message}\n`
    })
    .join('')

const rejectsText = ({ rejects, rejected, rejectsKept }: FileReport): string => {
  if (rejects === null) return ''
  const cut = rejectsKept < rejected ? ` (the first ${grouped.format(rejectsKept)}; the rest is counted only)` : ''
  return `  → ${rejects}${cut}`
}

/** What became of one file, for people. */
export const reportText = (report: FileReport, dryRun: boolean): string => {
  const { file, rowsRead, accepted, duplicates, rejected, resumedAt, foreignLines } = report
  const resumed = resumedAt > 0 ? ` (${grouped.format(resumedAt)} of them before it was interrupted)` : ''
  const foreign = foreignLines > 0 ? row('not UTF-8', foreignLines, '  lines, read as Windows-1252') : ''
  const rows = row('read', rowsRead, resumed) + row('accepted', accepted) + row('duplicate', duplicates)
  const refused = row('rejected', rejected, rejectsText(report)) + reasonLines(report)
  return `${file}${dryRun ? ' (dry run: nothing is stored)' : ''}\n${rows}${refused}${foreign}`
}

/** The same for programs. */
export const reportJson = (report: FileReport) => {
  const { reasons, fault, ...counts } = report
  return {
    ...counts,
    reasons: Object.fromEntries([...reasons].map(([code, { count }]) => [code, count])),
    fault: fault === null ? null : (fault as Error).message,
  }
}
