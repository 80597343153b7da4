/** Numbers that arrive one by one, kept at 8 bytes each. */
export const createColumn = () => {
  let buffer = new Float64Array(64)
  let length = 0
  return {
    push: (value: number): void => {
      if (length === buffer.length) {
        const larger = new Float64Array(2 * length)
        larger.set(buffer)
        buffer = larger
      }
      buffer[length++] = value
    },
    values: (): Float64Array => buffer.subarray(0, length),
  }
}
