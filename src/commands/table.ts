/** Characters that take two columns of a terminal: Chinese, Japanese, Korean and their punctuation. */
const isWide = (character: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)

const widthOf = (text: string): number => [...text].reduce((width, character) => width + (isWide(character) ? 2 : 1), 0)

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return right ? space + text : text + space
}

const isNumeric = (text: string): boolean => /^[-+]?[\d.,]*\d( ?%)?$/.test(text)

/** Columns under their headers for a terminal, numbers to the right. Ends with a newline. */
export const table = (headers: readonly string[], rows: ReadonlyArray<readonly string[]>): string => {
  const widths = headers.map((header, i) => Math.max(widthOf(header), ...rows.map((row) => widthOf(row[i]))))
  const numeric = headers.map((_, i) => rows.length > 0 && rows.every((row) => row[i] === '' || isNumeric(row[i])))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => pad(cell, widths[i], numeric[i]))
      .join('  ')
      .trimEnd()
  return `${[line(headers), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')}\n`
}
