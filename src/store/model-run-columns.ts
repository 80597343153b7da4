/** Everything of a run but its artefact, which may be large. */
export const modelRunColumns = (alias: string): string =>
  `${alias}.id, ${alias}.kind::text AS kind, ${alias}.version, ${alias}.status::text AS status, ${alias}.as_of AS "asOf",
  ${alias}.flow_id AS "flowId", ${alias}.seed, ${alias}.params, ${alias}.metrics, ${alias}.error,
  ${alias}.created_at AS "createdAt", ${alias}.started_at AS "startedAt", ${alias}.finished_at AS "finishedAt",
  ${alias}.published_at AS "publishedAt"`
