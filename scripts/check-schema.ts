import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { schema } from '../src/schema/index.ts'
import { printedSchema } from '../src/schema/print.ts'

/** Compares schema.graphql with the schema of the code; with --write, writes it. */
const file = join(import.meta.dirname, '../schema.graphql')
const printed = printedSchema(schema)

if (process.argv.includes('--write')) {
  await writeFile(file, printed)
} else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
  process.stderr.write(
    'schema.graphql differs from the schema in src/schema. Run: node scripts/check-schema.ts --write\n',
  )
  process.exitCode = 1
}
