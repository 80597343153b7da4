import { fault, inside, isGiven, isRecord, type Reader, unknownName } from './faults.ts'

/** An object with exactly one of these keys. */
export const readOneOf =
  <Readers extends Readonly<Record<string, Reader<unknown>>>>(what: string, readers: Readers): Reader<object> =>
  (value, at) => {
    if (!isRecord(value)) return fault(at, `A ${what} must be an object.`)
    const names = Object.keys(value).filter((name) => isGiven(value[name]))
    if (names.length !== 1) {
      const found = names.length === 0 ? 'none' : names.slice(0, 5).join(', ')
      return fault(at, `A ${what} has exactly one of its kinds; this one has ${found}.`)
    }
    const [name] = names
    if (!Object.hasOwn(readers, name)) return unknownName(at, what, name, Object.keys(readers))
    const read = readers[name](value[name], inside(at, name))
    return read === undefined ? undefined : { [name]: read }
  }
