import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Answer<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly message: string }[]
}

/** Where to ask, and as whom. */
export interface Server {
  readonly address: string
  readonly key: string
}

/** Asks one of examples/operations. Throws what the server complains of. */
export const ask = async <Data>(
  { address, key }: Server,
  operation: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Data> => {
  const query = await readFile(join(import.meta.dirname, '../../examples/operations', `${operation}.graphql`), 'utf8')
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as Answer<Data>
  if (!data || errors) throw new Error(errors?.map(({ message }) => message).join(' ') ?? `HTTP ${response.status}`)
  return data
}
