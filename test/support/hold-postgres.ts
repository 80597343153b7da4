// A process that opens the embedded server of a folder, says where it is, and holds it until its standard input ends.
import { openEmbeddedPostgres } from '../../src/postgres/embedded.ts'

const { url, close } = await openEmbeddedPostgres(process.argv[2], { durable: true })
process.stdout.write(`${url}\n`)
process.stdin.on('end', () => close().then(() => process.exit(0))).resume()
