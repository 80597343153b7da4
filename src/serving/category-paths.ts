/** Categories are paths from the root, joined by this. */
const separator = ' > '

/** The names on a path, the root first; blanks around the separator may lack. */
export const levelsOf = (path: string): readonly string[] => path.split(/\s*>\s*/)

/** A path and every path above it, the root first. */
const pathsTo = (path: string): readonly string[] => {
  const levels = path.split(separator)
  return levels.map((_, depth) => levels.slice(0, depth + 1).join(separator))
}

/** The paths of a catalogue and every path above them. */
export const knownPaths = (paths: readonly string[]): ReadonlySet<string> => new Set(paths.flatMap(pathsTo))

/** Whether a path is the category or lies below it. */
export const isWithin = (path: string, category: string): boolean =>
  path === category || path.startsWith(category + separator)

/** Whether nothing is above it. */
export const isRoot = (path: string): boolean => !path.includes(separator)
