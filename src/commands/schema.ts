import type { Command } from 'commander'

export const addSchemaCommand = (program: Command): void => {
  program
    .command('schema')
    .description('print the GraphQL schema')
    .addHelpText('after', '\nExample:\n  npm run -s clientele -- schema > schema.graphql')
    .action(async () => {
      const [{ schema }, { printedSchema }] = await Promise.all([
        import('../schema/index.ts'),
        import('../schema/print.ts'),
      ])
      process.stdout.write(printedSchema(schema))
    })
}
