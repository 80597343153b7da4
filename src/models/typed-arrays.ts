const kinds = { Float32Array, Float64Array, Int32Array, Uint8Array } as const
type Kind = keyof typeof kinds

const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name)

const toBase64 = (bytes: Uint8Array): string => {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return btoa(pieces.join(''))
}

const fromBase64 = (text: string): ArrayBuffer => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer

/** A model as JSON text: typed arrays as base64 of their bytes (little-endian), 4/3 of their size; everything else as usual. */
export const modelToJson = (model: object): string =>
  JSON.stringify(model, (_, value: unknown) =>
    ArrayBuffer.isView(value) && isKind(value.constructor.name)
      ? {
          typedArray: value.constructor.name,
          base64: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
        }
      : value,
  )

/** The model that was saved: same numbers, same types. */
export const modelFromJson = <Model extends object>(json: string): Model =>
  JSON.parse(json, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('typedArray' in value) || !('base64' in value)) return value
    const { typedArray, base64 } = value
    if (typeof typedArray !== 'string' || !isKind(typedArray) || typeof base64 !== 'string') return value
    return new kinds[typedArray](fromBase64(base64))
  })
