import { suggestion } from '../intake/nearest-name.ts'

/** What is wrong with a rule, and where: `all[0].event.within`. */
export interface RuleFault {
  readonly path: string
  readonly message: string
}

export interface Reading {
  readonly faults: RuleFault[]
  readonly path: string
}

/** Reads a value, telling of every fault; undefined where there is one. */
export type Reader<Value> = (value: unknown, at: Reading) => Value | undefined

export const fault = ({ faults, path }: Reading, message: string): undefined => {
  faults.push({ path: path === '' ? 'rule' : path, message })
}

export const inside = ({ faults, path }: Reading, name: string | number): Reading => ({
  faults,
  path: typeof name === 'number' ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`,
})

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An unknown name, told with the nearest known one. */
export const unknownName = (at: Reading, what: string, name: string, known: readonly string[]): undefined =>
  fault(at, `There is no ${what} "${name.slice(0, 60)}".${suggestion(name, known)}`)

/** What GraphQL leaves null was not given. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null
