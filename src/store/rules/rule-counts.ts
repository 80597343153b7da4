import { partsOf } from '../../rules/clauses.ts'
import type { CompiledRule } from './compile-rule.ts'
import type { LastCondition } from './last-conditions.ts'

/** A statement has at most 1,664 columns: clauses beyond these are not counted one by one. */
export const mostCounted = 250

/** By path, the places of the clauses that the enclosing groups, where all must hold, ask before it. */
const askedBefore = (nodes: CompiledRule['nodes']): ReadonlyMap<string, readonly number[]> => {
  const placeOf = new Map(nodes.map(({ path }, at) => [path, at]))
  const before = new Map<string, readonly number[]>([['', []]])
  for (const node of nodes) {
    let asked = before.get(node.path)!
    for (const { path } of partsOf(node)) {
      before.set(path, asked)
      if ('all' in node.rule) asked = [...asked, placeOf.get(path)!]
    }
  }
  return before
}

/** Conditions that are asked of each user, once each, and what the counted clauses are in terms of the answers. */
const answersOf = (counted: CompiledRule['nodes']) => {
  const nodeAt = new Map(counted.map((node) => [node.path, node]))
  const asked: string[] = []
  const answer = (condition: string): string => `held[${asked.push(condition)}]`
  const known = new Map<string, string>()
  const express = (node: CompiledRule['nodes'][number]): string => {
    const parts = partsOf(node).map(({ path }) => nodeAt.get(path))
    // A group follows from its parts where all of those are counted.
    if (parts.length === 0 || parts.includes(undefined)) return answer(node.condition)
    const held = parts.map((part) => expressed(part!))
    return 'not' in node.rule ? `(NOT ${held[0]})` : `(${held.join('any' in node.rule ? ' OR ' : ' AND ')})`
  }
  const expressed = (node: CompiledRule['nodes'][number]): string => {
    const text = known.get(node.path) ?? express(node)
    known.set(node.path, text)
    return text
  }
  return { asked, answer, held: counted.map(expressed) }
}

/** How many users share each combination of answers: conditions are asked once of each, by as many processes as there are. */
const combinationsOf = ({ head, from, sole }: CompiledRule, held: string, ofUsers: boolean): string => {
  if (sole === null || ofUsers)
    return head([`counted AS (SELECT ${held} AS held, count(*) AS n FROM ${from} GROUP BY 1)`])
  const those = `those AS (SELECT ${held} AS held, count(*) AS n FROM ${sole.from} GROUP BY 1)`
  const others = `SELECT ${held}, (SELECT count(*) FROM users) - (SELECT coalesce(sum(n), 0) FROM those) FROM ${sole.without}`
  return `WITH ${[...sole.head, those, `counted AS (SELECT held, n FROM those UNION ALL ${others})`].join(',\n')}`
}

/**
 * A statement of one row: `total` users and `members`; of each counted clause `alone` (whom it would keep by itself) and `kept` (whom it keeps of those whom the clauses before it have kept), by its place;
 * the same of the last conditions, as `last_alone` and `last_kept`.
 */
export const countsOf = (compiled: CompiledRule, last: readonly LastCondition[]): string => {
  const { nodes } = compiled
  const before = askedBefore(nodes)
  const counted = nodes.slice(0, mostCounted)
  const { asked, answer, held } = answersOf(counted)
  const lasts = last.map(({ condition }) => answer(condition))
  const sum = (conditions: readonly string[], name: string): string =>
    `coalesce(sum(n) FILTER (WHERE ${conditions.join(' AND ')}), 0)::bigint AS ${name}`
  const counts = [
    sum(['TRUE'], 'total'),
    sum([held[0], ...lasts], 'members'),
    ...counted.flatMap(({ path }, at) => [
      sum([held[at]], `alone${at}`),
      sum(
        [...before.get(path)!, at].map((place) => held[place]),
        `kept${at}`,
      ),
    ]),
    ...lasts.flatMap((each, at) => [
      sum([each], `last_alone${at}`),
      sum([held[0], ...lasts.slice(0, at + 1)], `last_kept${at}`),
    ]),
  ]
  return `${combinationsOf(compiled, `ARRAY[${asked.join(', ')}]`, last.length > 0)} SELECT ${counts.join(', ')} FROM counted`
}
