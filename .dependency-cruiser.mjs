/** A room may import what `allowed` names and nothing else. Each rule says what to do instead. */
const room = (name, allowed, instead) => ({
  name,
  severity: 'error',
  comment: instead,
  from: { path: `^src/${name}` },
  to: { pathNot: [`^src/${name}`, ...allowed] },
})

const npm = (...names) => `node_modules/(${names.join('|')})(/|$)`
const nodeBuiltIns = [
  '^node:',
  '^(assert|async_hooks|buffer|child_process|crypto|dns|events|fs|fs/promises|http|https|module|net|os|path|perf_hooks|process|stream|stream/promises|timers|timers/promises|tty|url|util|v8|worker_threads|zlib)$',
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one idea or three: move what both need into a file of its own.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'entries-are-not-imported',
      severity: 'error',
      comment:
        'server, worker and cli are where programs start. Move what you need into a room and import it from there.',
      from: {},
      to: { path: '^src/(server|worker|cli)\\.ts$' },
    },
    room('domain/', [], 'Domain describes what things are and needs nothing. Hand it what it needs as arguments.'),
    room(
      'models/',
      [npm('ml-matrix'), '^src/compute/'],
      'A model gets typed arrays and gives plain data. Prepare its input in features/ or in the job.',
    ),
    {
      name: 'models-take-only-types-of-compute',
      severity: 'error',
      comment: 'A model is handed its speed as an argument; import the type of it alone.',
      from: { path: '^src/models/' },
      to: { path: '^src/compute/', dependencyTypesNot: ['type-only'] },
    },
    room(
      'compute/',
      ['^src/errors\\.ts$', ...nodeBuiltIns],
      'Compute works blocks of numbers. Hand it those; it knows no model and no shop.',
    ),
    room(
      'features/',
      ['^src/domain/'],
      'Features turn domain records into rows. Read records in store/, fit models in models/.',
    ),
    room(
      'demo/',
      ['^src/domain/', '^src/models/math/'],
      'The demo shop is made up from a seed alone; loading it is the business of the command.',
    ),
    room(
      'intake/',
      ['^src/domain/', '^src/errors\\.ts$', npm('zod', 'hyparquet', 'hyparquet-compressors'), ...nodeBuiltIns],
      'Intake turns files and inputs into domain records. Writing them is the business of store/.',
    ),
    room(
      'rules/',
      ['^src/domain/', '^src/intake/nearest-name\\.ts$'],
      'The language of segments: what a rule is, what is wrong with it, how it reads. Asking the data is the business of store/.',
    ),
    room(
      'postgres/',
      ['^src/errors\\.ts$', npm('pg'), ...nodeBuiltIns],
      'This room only keeps a server running. Queries belong in store/.',
    ),
    room(
      'store/',
      [
        '^src/(domain|rules)/',
        '^src/errors\\.ts$',
        npm('@prisma/[^/]+', 'pg', 'pg-copy-streams', 'pg-cursor'),
        ...nodeBuiltIns,
      ],
      'The store reads and writes. What decides belongs in a job or a resolver.',
    ),
    room(
      'learning/',
      ['^src/domain/', '^src/models/', '^src/store/'],
      'Learning chooses what to try out and says how well it went: it reads from the store and asks the models.',
    ),
    room(
      'serving/',
      [
        '^src/(domain|models|features|compute|store)/',
        '^src/errors\\.ts$',
        '^src/intake/nearest-name\\.ts$',
        npm('pg'),
        ...nodeBuiltIns,
      ],
      'Serving answers live questions from a published model and the products of now. Shape answers in resolvers/, fit models in jobs/.',
    ),
    room(
      'segments/',
      ['^src/(domain|rules|store)/', '^src/errors\\.ts$', '^src/intake/nearest-name\\.ts$', npm('pg')],
      'Segments are defined, previewed and explained here: the language is in rules/, the data in store/.',
    ),
    room(
      'campaigns/',
      [
        '^src/(domain|models|features|store)/',
        '^src/errors\\.ts$',
        '^src/intake/(nearest-name|time-zone)\\.ts$',
        npm('pg'),
        ...nodeBuiltIns,
      ],
      'Campaigns are drafted, allocated and redeemed here: the mathematics is in models/, the data in store/.',
    ),
    room(
      'webhooks/',
      ['^src/(domain|store)/', '^src/errors\\.ts$', '^src/segments/no-rule-segment\\.ts$', ...nodeBuiltIns],
      "Messages to other people's servers are signed and sent here: what they tell is in store/, when they are sent in jobs/.",
    ),
    room('loaders/', ['^src/domain/', '^src/store/', npm('dataloader')], 'A loader batches one read of the store.'),
    {
      name: 'definitions-are-light',
      severity: 'error',
      comment: 'Whoever enqueues loads this file: names and payloads only.',
      from: { path: '^src/jobs/definitions\\.ts$' },
      to: { pathNot: [npm('zod'), '^src/domain/'] },
    },
    {
      name: 'jobs-know-no-graphql',
      severity: 'error',
      comment: 'A job reads, computes, writes. Shape answers in resolvers/.',
      from: { path: '^src/jobs/' },
      to: { path: ['^src/(schema|resolvers|loaders|http|commands)/', npm('graphql', 'graphql-yoga', '@pothos/[^/]+')] },
    },
    {
      name: 'only-jobs-know-the-queue',
      severity: 'error',
      comment: 'jobs/queue.ts decides between PostgreSQL and Redis; enqueue through it.',
      from: { path: '^src/', pathNot: '^src/jobs/' },
      to: { path: npm('bullmq', 'ioredis') },
    },
    {
      name: 'only-the-store-knows-prisma',
      severity: 'error',
      comment: 'Write a function in store/ that says what you need, and call that.',
      from: { path: '^src/', pathNot: '^src/store/' },
      to: { path: [npm('@prisma/[^/]+'), '^src/store/generated/'] },
    },
    {
      name: 'resolvers-are-plain',
      severity: 'error',
      comment: 'A resolver unpacks, calls one thing of its context and shapes the answer.',
      from: { path: '^src/resolvers/' },
      to: {
        pathNot: ['^src/(resolvers|domain)/', '^src/errors\\.ts$', '^src/jobs/definitions\\.ts$', '^src/context\\.ts$'],
      },
    },
    {
      name: 'schema-is-names',
      severity: 'error',
      comment: 'The schema names and describes; what happens is in resolvers/.',
      from: { path: '^src/schema/' },
      to: { path: ['^src/(store|loaders|jobs|models|features|http)/', npm('@prisma/[^/]+', 'pg', 'bullmq')] },
    },
    {
      name: 'context-is-a-type-to-the-schema',
      severity: 'error',
      comment: 'Import the type Context; what is in it arrives as an argument.',
      from: { path: '^src/(schema|resolvers)/' },
      to: { path: '^src/context\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resources-stay-below-the-schema',
      severity: 'error',
      comment: 'Resources and context are opened before any schema exists.',
      from: { path: '^src/(context|resources)\\.ts$' },
      to: { path: '^src/(schema|resolvers)/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/store/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
