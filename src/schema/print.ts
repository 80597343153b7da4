import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'

/** The text of schema.graphql: sorted, so that moving code changes nothing. */
export const printedSchema = (schema: GraphQLSchema): string => `${printSchema(lexicographicSortSchema(schema))}\n`
