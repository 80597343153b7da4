/**
 * The memory of every typed array in plain data: handed over to another thread, it is not copied. What is handed over is gone
 * for the sender.
 */
export const transferablesOf = (data: unknown, found: Set<ArrayBuffer> = new Set()): readonly ArrayBuffer[] => {
  if (ArrayBuffer.isView(data)) {
    if (data.buffer instanceof ArrayBuffer) found.add(data.buffer)
  } else if (typeof data === 'object' && data !== null) {
    for (const value of Object.values(data)) if (typeof value === 'object') transferablesOf(value, found)
  }
  return [...found]
}
