import { keyShape } from '../domain/key.ts'
import { CodedError } from '../errors.ts'

/** Whether a text can stand in the database at all: NUL and halves of surrogate pairs cannot, so nothing has them as its id. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

export const badInput = (message: string): CodedError => new CodedError('BAD_USER_INPUT', message)

/** @throws CodedError BAD_USER_INPUT that names the argument */
export const requireStorable = (name: string, text: string): string => {
  if (isStorable(text)) return text
  throw badInput(`"${name}" holds a character that no stored text can hold.`)
}

/** @throws CodedError BAD_USER_INPUT that names the argument */
export const requireWithin = (name: string, value: number, min: number, max: number): number => {
  if (value >= min && value <= max) return value
  throw badInput(`"${name}" must be ${min} to ${max}; it is ${value}.`)
}

/** @throws CodedError BAD_USER_INPUT that names the argument */
export const requireLength = (name: string, text: string, min: number, max: number): string => {
  if (text.length >= min && text.length <= max) return requireStorable(name, text)
  throw badInput(`"${name}" must be ${min} to ${max} characters long; it has ${text.length}.`)
}

/** @throws CodedError BAD_USER_INPUT */
export const requireKey = (key: string): string => {
  if (keyShape.test(key)) return key
  throw badInput(
    '"key" must be 1 to 64 small letters, digits, dots, dashes and underscores, and begin with a letter or a digit.',
  )
}
