import { readFile } from 'node:fs/promises'

import { CodedError } from '../errors.ts'
import { type RecordKind, recordKinds } from './fields.ts'
import { type Mapping, type MappingInput, parseMappings } from './mapping.ts'
import { suggestion } from './nearest-name.ts'
import { canonical } from './presets/canonical.ts'
import { cdnow } from './presets/cdnow.ts'
import { completeJourney } from './presets/complete-journey.ts'
import { onlineRetail } from './presets/online-retail.ts'

type Preset = (kind: RecordKind) => MappingInput | readonly MappingInput[] | null

const presets: Readonly<Record<string, Preset>> = {
  canonical,
  cdnow: (kind) => (kind === 'events' ? cdnow : null),
  completejourney: (kind) => completeJourney[kind] ?? null,
  'online-retail': (kind) => (kind === 'events' ? onlineRetail : null),
}

export const presetNames: readonly string[] = Object.keys(presets)

const readPreset = (name: string, kind: RecordKind): readonly Mapping[] => {
  const preset = presets[name](kind)
  if (preset === null) {
    const kinds = recordKinds.filter((other) => presets[name](other) !== null).join(', ')
    throw new CodedError('INVALID_ARGUMENT', `The preset "${name}" is for ${kinds}, not for ${kind}.`)
  }
  return parseMappings(preset, kind, `"${name}"`)
}

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const presetsSentence = `The presets are ${presetNames.join(', ')}.${suggestion(path, presetNames)}`
    const message = `"${path}" is neither a preset nor a mapping file that can be read. ${presetsSentence}`
    throw new CodedError('INVALID_ARGUMENT', message, { cause })
  }
}

const parseJson = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new CodedError('MAPPING_INVALID', `The mapping ${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/**
 * @param nameOrPath a preset or the path of a JSON file; null for the canonical columns
 * @throws CodedError INVALID_ARGUMENT, MAPPING_INVALID
 */
export const readMappings = async (nameOrPath: string | null, kind: RecordKind): Promise<readonly Mapping[]> => {
  const name = nameOrPath ?? 'canonical'
  if (presetNames.includes(name)) return readPreset(name, kind)
  return parseMappings(parseJson(await readText(name), name), kind, name)
}
