/** A campaign with its coupons in the order in which they were given, as the domain has it. */
export const campaignColumns = `c.id, c.key, c.name, c.description, c.source, c.status, c.segment_key AS "segmentKey", c.strategy, c.seed,
  c.holdout_share AS "holdoutShare", c.budget, c.per_user_cap AS "perUserCap",
  CASE WHEN c.frequency_cap IS NOT NULL THEN jsonb_build_object('campaigns', c.frequency_cap, 'days', c.frequency_days) END AS "frequencyCap",
  CASE WHEN c.quiet_from IS NOT NULL THEN jsonb_build_object('from', c.quiet_from, 'to', c.quiet_to) END AS "quietHours",
  c.consents, c.margin_rate AS "marginRate", c.starts_at AS "startsAt", c.ends_at AS "endsAt", c.allocated_at AS "allocatedAt",
  c.created_at AS "createdAt", c.updated_at AS "updatedAt", c.last_error AS "lastError",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'campaignId', p.campaign_id, 'key', p.key, 'kind', p.kind, 'value', p.value,
    'cost', p.cost, 'validDays', p.valid_days, 'minimumSpend', p.minimum_spend) ORDER BY p.id), '[]')
    FROM campaign_coupons p WHERE p.campaign_id = c.id) AS coupons`
