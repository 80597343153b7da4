import type { ClientBase } from 'pg'

/** Which of the products no catalogue has named yet: only events have spoken of them. */
export const findUnnamedProducts = async (
  client: ClientBase,
  externalIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await client.query<{ external_id: string }>(
    'SELECT external_id FROM products WHERE name IS NULL AND external_id = ANY($1)',
    [externalIds],
  )
  return new Set(rows.map((row) => row.external_id))
}

export const countUnnamedProducts = async (client: ClientBase): Promise<number> => {
  const { rows } = await client.query<{ count: number }>('SELECT count(*) FROM products WHERE name IS NULL')
  return rows[0].count
}
