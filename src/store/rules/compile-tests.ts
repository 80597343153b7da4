import type { NumberTest, TextTest, ValueTest } from '../../domain/segment-rule.ts'
import type { Values } from '../keyset.ts'

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** What holds when there is nothing to hold. */
export const every = (conditions: readonly string[]): string =>
  conditions.length === 0 ? 'TRUE' : `(${conditions.join(' AND ')})`

const ordered = (
  expression: string,
  type: string,
  test: Pick<ValueTest, keyof typeof comparisons | 'between'>,
  { add }: Values,
): string[] => [
  ...Object.entries(comparisons).flatMap(([name, operator]) => {
    const bound = test[name as keyof typeof comparisons]
    return bound === undefined ? [] : [`${expression} ${operator} ${add(bound, type)}`]
  }),
  ...(test.between ? [`${expression} BETWEEN ${add(test.between.from, type)} AND ${add(test.between.to, type)}`] : []),
]

/** A condition on a number (or, with another type, on a time); NULL or false where it does not hold. */
export const numberTest = (expression: string, test: NumberTest, values: Values, type = 'float8'): string =>
  every([
    ...(test.eq === undefined ? [] : [`${expression} = ${values.add(test.eq, type)}`]),
    ...ordered(expression, type, test, values),
  ])

export const textTest = (expression: string, test: TextTest, { add }: Values): string =>
  every([
    ...(test.eq === undefined ? [] : [`${expression} = ${add(test.eq, 'text')}`]),
    ...(test.in === undefined ? [] : [`${expression} = ANY(${add(test.in, 'text[]')})`]),
    ...(test.contains === undefined ? [] : [`strpos(${expression}, ${add(test.contains, 'text')}) > 0`]),
    ...(test.startsWith === undefined ? [] : [`starts_with(${expression}, ${add(test.startsWith, 'text')})`]),
  ])

/** A path such as `toys > bricks`: what equals it or one of them is it, or lies below it. */
export const categoryTest = (expression: string, { eq, in: among, ...rest }: TextTest, values: Values): string => {
  const wanted = [...(eq === undefined ? [] : [[eq]]), ...(among === undefined ? [] : [among])]
  const below = wanted.map(
    (paths) =>
      `EXISTS (SELECT FROM unnest(${values.add(paths, 'text[]')}) AS wanted(path) WHERE ${expression} = wanted.path OR starts_with(${expression}, wanted.path || ' > '))`,
  )
  return every([...below, textTest(expression, rest, values)])
}

const typed = (expression: string, type: 'number' | 'string', condition: (value: string) => string): string => {
  const value = type === 'number' ? `(${expression})::float8` : `(${expression} #>> '{}') COLLATE "C"`
  return `CASE WHEN jsonb_typeof(${expression}) = '${type}' THEN ${condition(value)} ELSE FALSE END`
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

/** The comparisons whose bounds are numbers, or those whose are texts. */
const ofKind = (test: ValueTest, number: boolean): Pick<ValueTest, keyof typeof comparisons | 'between'> =>
  Object.fromEntries(
    [...Object.keys(comparisons), 'between'].flatMap((name) => {
      const bound = test[name as 'gt' | 'between']
      if (bound === undefined) return []
      return isNumber(typeof bound === 'object' ? bound.from : bound) === number ? [[name, bound]] : []
    }),
  )

/** A condition on a JSON value: a value of another kind than what it is compared with does not meet it. */
export const valueTest = (expression: string, test: ValueTest, values: Values): string => {
  const { add } = values
  const there = `coalesce(${expression} <> 'null', FALSE)`
  const ranges = (['number', 'string'] as const).flatMap((type) => {
    const kind = ofKind(test, type === 'number')
    if (Object.keys(kind).length === 0) return []
    return [
      typed(expression, type, (value) => every(ordered(value, type === 'number' ? 'float8' : 'text', kind, values))),
    ]
  })
  const { contains, startsWith } = test
  const texts = contains === undefined && startsWith === undefined ? [] : [{ contains, startsWith }]
  return every([
    ...(test.exists === undefined ? [] : [test.exists ? there : `NOT ${there}`]),
    ...(test.eq === undefined ? [] : [`${expression} = ${add(JSON.stringify(test.eq), 'jsonb')}`]),
    ...(test.in === undefined
      ? []
      : [
          `${expression} = ANY(${add(
            test.in.map((each) => JSON.stringify(each)),
            'text[]',
          )}::jsonb[])`,
        ]),
    ...texts.map((text) => typed(expression, 'string', (value) => textTest(value, text, values))),
    ...ranges,
  ])
}
