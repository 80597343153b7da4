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

/**
 * Up to so many answers are columns of their own, whose combinations the planner knows to be few; more are one array.
 * (It takes an array to have as many values as its parts' columns, and does not let several processes count them.)
 */
const mostColumns = 10

interface Answers {
  /** The conditions that are asked of each user, once each. */
  readonly conditions: readonly string[]
  /** Whether each counted clause holds, and each last condition, in terms of the answers. */
  readonly clauses: readonly string[]
  readonly lasts: readonly string[]
}

const answersOf = (counted: CompiledRule['nodes'], last: readonly LastCondition[]): Answers => {
  const nodeAt = new Map(counted.map((node) => [node.path, node]))
  const conditions: string[] = []
  const answer = (condition: string): string => `<${conditions.push(condition)}>`
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
  const clauses = counted.map(expressed)
  const lasts = last.map(({ condition }) => answer(condition))
  const read = (text: string): string =>
    text.replaceAll(/<(\d+)>/g, conditions.length > mostColumns ? 'held[$1]' : 'held$1')
  return { conditions, clauses: clauses.map(read), lasts: lasts.map(read) }
}

/** How many users share each combination of answers: conditions are asked once of each, by as many processes as there are. */
const combinationsOf = (
  { head, from, sole }: CompiledRule,
  conditions: readonly string[],
  ofUsers: boolean,
): string => {
  const few = conditions.length <= mostColumns
  const held = few ? conditions.map((_, at) => `held${at + 1}`) : ['held']
  const asked = (few ? conditions : [`ARRAY[${conditions.join(', ')}]`]).map((text, at) => `${text} AS ${held[at]}`)
  const groups = held.map((_, at) => at + 1).join(', ')
  const countIn = (people: string): string =>
    `SELECT ${asked.join(', ')}, count(*) AS n FROM ${people} GROUP BY ${groups}`
  if (sole === null || ofUsers) return head([`counted AS (${countIn(from)})`])
  const others = `SELECT ${asked.join(', ')}, (SELECT count(*) FROM users) - (SELECT coalesce(sum(n), 0) FROM those) FROM ${sole.without}`
  return `WITH ${[...sole.head, `those AS (${countIn(sole.from)})`, `counted AS (TABLE those UNION ALL ${others})`].join(',\n')}`
}

/**
 * A statement of one row: `total` users and `members`; of each counted clause `alone` (whom it would keep by itself) and `kept` (whom it keeps of those whom the clauses before it have kept), by its place;
 * the same of the last conditions, as `last_alone` and `last_kept`.
 */
export const countsOf = (compiled: CompiledRule, last: readonly LastCondition[]): string => {
  const { nodes } = compiled
  const before = askedBefore(nodes)
  const counted = nodes.slice(0, mostCounted)
  const { conditions, clauses: held, lasts } = answersOf(counted, last)
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
  return `${combinationsOf(compiled, conditions, last.length > 0)} SELECT ${counts.join(', ')} FROM counted`
}
