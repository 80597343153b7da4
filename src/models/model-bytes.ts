/**
 * Models as bytes: whatever is plain data (objects, arrays, strings, numbers with NaN and the infinities, booleans, null, typed arrays) survives, and comes back frozen.
 *
 *   magic (8) | bytes in all (8) | bytes of the head (4) | check sum of the rest (4) | head: JSON, padded to 8 | typed arrays, each at a multiple of 8
 *
 * Little-endian, as every machine that Node runs on. The typed arrays that come back are views into the bytes: nothing is copied, and what was one array is one array again.
 */
const magic = 'clmodel1'
const start = 24
const alignment = 8

const kinds = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const
type Kind = keyof typeof kinds
type NumberArray = InstanceType<(typeof kinds)[Kind]>

/** Kind, first byte (from the end of the head), number of values. */
type ArrayEntry = readonly [kind: Kind, at: number, length: number]

const kindOf = (value: NumberArray): Kind | undefined =>
  (Object.keys(kinds) as Kind[]).find((kind) => value instanceof kinds[kind])

const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment

/** What JSON has no word for is `{ $: … }`: an array by its number, a number by its name, an object that has a `$` itself by its entries. */
const specialNumber = (value: number): string | null => {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? null : String(value)
}

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Gathers the typed arrays of a model and gives the tree that names them. */
const createTree = () => {
  const places = new Map<NumberArray, number>()
  const entries: ArrayEntry[] = []
  let bytes = 0
  const placeOf = (value: NumberArray, path: string): number => {
    const known = places.get(value)
    if (known !== undefined) return known
    const kind = kindOf(value)
    if (!kind) throw new TypeError(`${path} is of a kind that a model cannot hold.`)
    places.set(value, entries.length)
    entries.push([kind, bytes, value.length])
    bytes += aligned(value.byteLength)
    return entries.length - 1
  }
  const treeOfObject = (value: object, path: string): unknown => {
    if (!isPlain(value)) throw new TypeError(`${path} is not plain data.`)
    const known = Object.entries(value).filter(([, inner]) => inner !== undefined)
    const pairs = known.map(([key, inner]) => [key, treeOf(inner, `${path}.${key}`)] as const)
    return Object.hasOwn(value, '$') ? { $: pairs } : Object.fromEntries(pairs)
  }
  const treeOf = (value: unknown, path: string): unknown => {
    if (typeof value === 'number') {
      const special = specialNumber(value)
      return special === null ? value : { $: special }
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (ArrayBuffer.isView(value)) return { $: placeOf(value as NumberArray, path) }
    if (Array.isArray(value)) return value.map((inner, place) => treeOf(inner, `${path}[${place}]`))
    if (typeof value === 'object') return treeOfObject(value, path)
    throw new TypeError(`${path} is ${typeof value}, which a model cannot hold.`)
  }
  return { treeOf, arrays: () => [...places.keys()], entries, bytes: () => bytes }
}

/** FNV-1a over 32-bit words: any change of a single word changes it. */
const checkSum = (bytes: Uint8Array): number => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  let sum = 0x811c9dc5
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ words[at], 0x01000193)
  return sum >>> 0
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NumberArray) => new Uint8Array(buffer, byteOffset, byteLength)

/**
 * Bytes of a model: the same model gives the same bytes.
 * @throws TypeError that names the place of what is not plain data
 */
export const modelToBytes = (model: object): Uint8Array<ArrayBuffer> => {
  const tree = createTree()
  const json = { model: tree.treeOf(model, 'model'), arrays: tree.entries }
  const head = new TextEncoder().encode(JSON.stringify(json))
  const data = start + aligned(head.length)
  const bytes = new Uint8Array(data + tree.bytes())
  // Blanks at its end change nothing in JSON.
  bytes.fill(0x20, start, data)
  bytes.set(new TextEncoder().encode(magic))
  bytes.set(head, start)
  for (const [place, array] of tree.arrays().entries()) bytes.set(bytesOf(array), data + tree.entries[place][1])
  const view = new DataView(bytes.buffer)
  view.setFloat64(8, bytes.length, true)
  view.setUint32(16, data - start, true)
  view.setUint32(20, checkSum(bytes.subarray(start)), true)
  return bytes
}

const broken = (why: string): Error => new Error(`These bytes are not a model: ${why}.`)

/** The head of bytes that are whole. */
const readHead = (bytes: Uint8Array) => {
  if (bytes.length < start) throw broken(`there are only ${bytes.length}`)
  if (new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) throw broken(`they do not begin with ${magic}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getFloat64(8, true)
  if (length !== bytes.length) throw broken(`there should be ${length}, and there are ${bytes.length}`)
  const data = start + view.getUint32(16, true)
  if (data > length || data % alignment !== 0) throw broken('their head does not end where it should')
  if (checkSum(bytes.subarray(start)) !== view.getUint32(20, true)) throw broken('their check sum is another')
  const json = new TextDecoder().decode(bytes.subarray(start, data))
  return { data, ...(JSON.parse(json) as { readonly model: unknown; readonly arrays: readonly ArrayEntry[] }) }
}

const named: Readonly<Record<string, number>> = { '-0': -0, NaN: Number.NaN, Infinity, '-Infinity': -Infinity }

/** The model of a tree, with the arrays it names. */
const createModel = (arrays: readonly NumberArray[]) => {
  const modelOf = (tree: unknown): unknown => {
    if (typeof tree !== 'object' || tree === null) return tree
    if (Array.isArray(tree)) return Object.freeze(tree.map(modelOf))
    if (!Object.hasOwn(tree, '$')) return objectOf(Object.entries(tree))
    const { $: special } = tree as { readonly $: number | string | [string, unknown][] }
    if (typeof special === 'number') return arrays[special]
    return typeof special === 'string' ? named[special] : objectOf(special)
  }
  const objectOf = (entries: readonly (readonly [string, unknown])[]): object =>
    Object.freeze(Object.fromEntries(entries.map(([key, inner]) => [key, modelOf(inner)])))
  return modelOf
}

/** Arrays can only lie at multiples of their size: bytes that begin elsewhere are moved once. */
const inPlace = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % alignment === 0 ? bytes : bytes.slice())

/**
 * The model of `modelToBytes`, frozen; its typed arrays are views into `bytes`, which must not change any more.
 * @throws Error that says what is wrong with the bytes: cut off, changed, or something else altogether
 */
export const modelFromBytes = <Model extends object>(bytes: Uint8Array): Model => {
  const whole = inPlace(bytes)
  const { data, model, arrays } = readHead(whole)
  const views = arrays.map(
    ([kind, at, length]) => new kinds[kind](whole.buffer as ArrayBuffer, whole.byteOffset + data + at, length),
  )
  return createModel(views)(model) as Model
}
