// Makes the members of a rule in a process of its own, to be killed.
import { openDatabase } from '../../src/store/database.ts'
import { buildMembers } from '../../src/store/rules/build-members.ts'

const [, , url, key] = process.argv
const database = openDatabase({ url, connections: 2 })
await buildMembers(database, key, { now: new Date(), full: true })
await database.close()
