import { checkId, type Faults } from './check-text.ts'
import { quoted } from './refusal.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id of an impression, as the API gave it out; null when absent or at fault. */
export const checkImpressionId = (value: unknown, faults: Faults): string | null => {
  const id = checkId(value, 'impression_id', faults)
  if (id === null || uuid.test(id)) return id?.toLowerCase() ?? null
  const message = `The impression id ${quoted(id)} is not one that this API gave out.`
  faults.push({ code: 'FIELD_INVALID', field: 'impression_id', message })
  return null
}
