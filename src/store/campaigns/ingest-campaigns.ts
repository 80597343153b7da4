import { defaultMarginRate } from '../../domain/campaign.ts'
import type { IncomingCampaign } from '../../domain/incoming-campaign.ts'
import { CodedError } from '../../errors.ts'
import type { Ingested } from '../ingest-events.ts'
import { mergeById } from '../merge-by-id.ts'
import type { Queryable } from '../queryable.ts'

const requireImported = async (client: Queryable, keys: readonly string[]): Promise<void> => {
  const { rows } = await client.query<{ key: string }>(
    `SELECT key FROM campaigns WHERE key = ANY($1::text[]) AND source = 'OWN' ORDER BY key LIMIT 1`,
    [keys],
  )
  if (rows.length === 0) return
  const message = `"${rows[0].key}" is a campaign of this shop's own, which a file does not change: give the file's campaign another id.`
  throw new CodedError('INVALID_ARGUMENT', message)
}

/** 2 before 10; the same for whoever imports at the same time, so that nobody waits for each other. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare

/**
 * Makes campaigns known by their ids alone, and says which were not known. Inside the caller's transaction.
 * @throws CodedError INVALID_ARGUMENT where one is the shop's own
 */
export const internCampaigns = async (
  client: Queryable,
  ids: Iterable<string>,
  now: Date,
): Promise<ReadonlySet<string>> => {
  const keys = [...new Set(ids)].sort(byNumber)
  const { rows } = await client.query<{ key: string }>(
    `INSERT INTO campaigns (key, name, description, source, status, strategy, seed, holdout_share, per_user_cap, consents, margin_rate, created_at, updated_at)
    SELECT key, key, '', 'IMPORTED', 'FINISHED', 'ALL', '', 0, 1, '{}', $3, $2, $2 FROM unnest($1::text[]) WITH ORDINALITY AS given(key, place)
    WHERE NOT EXISTS (SELECT FROM campaigns c WHERE c.key = given.key) ORDER BY place ON CONFLICT (key) DO NOTHING RETURNING key`,
    [keys, now, defaultMarginRate],
  )
  await requireImported(client, keys)
  return new Set(rows.map(({ key }) => key))
}

const merge = (earlier: IncomingCampaign, later: IncomingCampaign): IncomingCampaign => ({
  campaignId: later.campaignId,
  name: later.name ?? earlier.name,
  description: later.description ?? earlier.description,
  startsAt: later.startsAt ?? earlier.startsAt,
  endsAt: later.endsAt ?? earlier.endsAt,
})

const dateOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

const update = `UPDATE campaigns c SET name = n.name, description = n.description, starts_at = n.starts_at, ends_at = n.ends_at, updated_at = $2
  FROM (SELECT old.id, coalesce(g.name, old.name) AS name, coalesce(g.description, old.description) AS description,
      coalesce(g.starts_at, old.starts_at) AS starts_at, coalesce(g.ends_at, old.ends_at) AS ends_at
    FROM jsonb_to_recordset($1::jsonb) AS g(key text, name text, description text, starts_at timestamptz, ends_at timestamptz)
    JOIN campaigns old ON old.key = g.key ORDER BY old.id) n
  WHERE c.id = n.id AND (c.name, c.description, c.starts_at, c.ends_at) IS DISTINCT FROM (n.name, n.description, n.starts_at, n.ends_at)
  RETURNING c.key`

/**
 * Adds campaigns that were somebody else's, as they were, and fills in known ones; rows about one campaign are merged in their order.
 * @throws CodedError INVALID_ARGUMENT where one is the shop's own
 */
export const ingestCampaigns = async (
  client: Queryable,
  campaigns: readonly IncomingCampaign[],
  now: Date,
): Promise<Ingested> => {
  if (campaigns.length === 0) return { accepted: 0, duplicates: 0 }
  const merged = mergeById(campaigns, ({ campaignId }) => campaignId, merge)
  const added = await internCampaigns(
    client,
    merged.map(({ campaignId }) => campaignId),
    now,
  )
  const records = merged.map(({ campaignId, name, description, startsAt, endsAt }) => ({
    key: campaignId,
    name,
    description,
    starts_at: dateOf(startsAt),
    ends_at: dateOf(endsAt),
  }))
  const { rows } = await client.query<{ key: string }>(update, [JSON.stringify(records), now])
  const accepted = new Set([...added, ...rows.map(({ key }) => key)]).size
  return { accepted, duplicates: campaigns.length - accepted }
}
