import type { ModelRun } from '../../src/domain/model-run.ts'
import type { Measures, ModelReport, PredictionReport, Rival } from '../../src/domain/prediction-report.ts'

type Cell = string | number | null

const digits = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)))

const cell = (value: Cell): string => (typeof value === 'number' ? digits(value) : (value ?? ''))

const table = (headers: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0
    ? 'None.\n'
    : [
        `| ${headers.join(' | ')} |`,
        `|${headers.map(() => '---|').join('')}`,
        ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
        '',
      ].join('\n')

const purposes: Readonly<Record<string, string>> = {
  CHURN:
    'That a customer buys nothing within their own horizon: three of their usual gaps between purchases, from 30 to 90 days.',
  PURCHASE_7: 'That somebody buys within 7 days.',
  PURCHASE_30: 'That somebody buys within 30 days.',
  PURCHASE_90: 'That somebody buys within 90 days.',
  NEXT_ORDER_DAYS: 'By when a customer orders next. Chosen and judged by whether they have within 30 days.',
  NEXT_CATEGORY: 'What category most of the next order will be from.',
  NEXT_ORDER_SPEND: 'What the next order will be worth, should it come within 90 days.',
  NEXT_ORDER_QUANTITY: 'How many pieces the next order will have, should it come within 90 days.',
  SPEND_90: 'What a customer will spend within 90 days, orders or none.',
  ACTIVE_DAYS_30: 'On how many of the next 30 days a customer will be seen.',
  RATING: 'How many stars a user would give a product.',
}

const shown = [
  'rows',
  'positives',
  'auc',
  'logLoss',
  'brier',
  'calibrationError',
  'explained',
  'accuracy',
  'accuracyOfThree',
  'precision',
  'recall',
  'f1',
  'mse',
  'mae',
  'r2',
  'intervalCoverage',
] as const

const measuresTable = (models: readonly { readonly name: string; readonly measures: Measures }[]): string => {
  const columns = shown.filter((name) => models.some(({ measures }) => measures[name] !== undefined))
  return table(
    ['', ...columns],
    models.map(({ name, measures }) => [name, ...columns.map((column) => measures[column] ?? null)]),
  )
}

const rivalRow = (role: string, { family, margin }: Rival): readonly Cell[] => [
  role,
  family,
  margin.measure,
  margin.difference,
  `${digits(margin.low)} to ${digits(margin.high)}`,
]

const rivalsOf = ({ baseline, champion, comparators }: ModelReport): readonly (readonly [string, Rival])[] => [
  ...(baseline === null ? [] : [['baseline', baseline] as const]),
  ...(champion === null ? [] : [['published before', champion] as const]),
  ...comparators.map((rival) => ['comparator', rival] as const),
]

const optionsOf = (options: Readonly<Record<string, unknown>>): string =>
  Object.keys(options).length === 0 ? 'its defaults' : `\`${JSON.stringify(options)}\``

const reliability = ({ reliability: rows }: ModelReport): string =>
  rows.length === 0
    ? ''
    : `\n**Reliability.** Of whom so much was said, so many did (calibrated out of fold).\n\n${table(
        ['said', 'people', 'mean said', 'did', '95 %'],
        rows.map((row) => [
          `${row.from.toFixed(1)} to ${row.to.toFixed(1)}`,
          row.rows,
          row.expected,
          row.actual,
          `${digits(row.low)} to ${digits(row.high)}`,
        ]),
      )}`

const groups = ({ groups: all }: ModelReport): string => {
  if (all.length === 0) return ''
  const weak = all.filter(({ isWeak }) => isWeak)
  const failing =
    weak.length === 0
      ? 'It fails for none of these groups beyond noise.'
      : `It fails beyond noise for ${weak.map(({ by, value }) => `${by} ${value}`).join(', ')}: do not rely on it there.`
  const own = all.some(({ measures }) => measures.auc !== undefined) ? 'auc' : 'mae'
  return `\n**By group.** ${failing}\n\n${table(
    ['', '', 'people', 'said', 'came', own, ''],
    all.map((group) => [
      group.by,
      group.value,
      group.rows,
      group.expected,
      group.actual,
      group.measures[own] ?? null,
      group.isWeak ? 'weak' : '',
    ]),
  )}`
}

const importances = ({ importances: all }: ModelReport): string =>
  all.length === 0
    ? ''
    : `\n**What it goes by.** ${all
        .slice(0, 12)
        .filter(({ importance }) => importance >= 0.005)
        .map(({ feature, importance }) => `\`${feature}\` ${Math.round(100 * importance)} %`)
        .join(', ')}.\n`

const trials = ({ trials: all }: ModelReport): string =>
  all.length === 0
    ? ''
    : `\n**Tried** on people held out of the training rows: ${all
        .map(({ family, options, loss, problem }) => {
          const name = Object.keys(options).length === 0 ? family : `${family} ${JSON.stringify(options)}`
          return loss === null ? `${name} (${problem?.replace(/\.$/, '')})` : `${name} ${digits(loss)}`
        })
        .join(', ')}.\n`

const sectionOf = (model: ModelReport): string => {
  const rivals = rivalsOf(model)
  return [
    `## ${model.target}\n`,
    `${purposes[model.target]} ${model.refusal === null ? '' : `**Not published.** ${model.refusal.message}`}\n`,
    `\`${model.family}\` with ${optionsOf(model.options)}${model.calibration === 'NONE' ? '' : `, calibrated by ${model.calibration === 'PLATT' ? 'Platt scaling' : 'isotonic regression'}`}.\n`,
    measuresTable([
      { name: model.family, measures: model.measures },
      ...rivals.map(([, { family, measures }]) => ({ name: family, measures })),
    ]),
    `Less loss a person than others on the same rows, and where that lies:\n`,
    table(
      ['', 'family', 'loss', 'less', '95 %'],
      rivals.map(([role, rival]) => rivalRow(role, rival)),
    ),
    reliability(model),
    groups(model),
    importances(model),
    trials(model),
  ].join('\n')
}

const day = (instant: string): string => instant.slice(0, 10)

/** A run of predictions as a page: purpose, data, cuts, measures beside what it had to beat, reliability, groups, importances, limits. */
export const modelCard = (
  title: string,
  { seed, params }: Pick<ModelRun, 'seed' | 'params'>,
  report: PredictionReport,
): string => {
  const { data, models, driftLevel } = report
  const budget = params.budget === undefined ? '' : `, budget \`${String(params.budget)}\``
  return [
    `# ${title}\n`,
    'Made by `node scripts/write-model-cards.ts` from a run on the generated shop; every run keeps the same numbers of its own shop.\n',
    `**Data.** ${data.scoredRows} scored as of ${day(data.scoredAt)}. Learned from ${data.trainedRows} rows as of ${data.trainedAt.map(day).join(', ')}; judged on ${data.judgedRows} as of ${day(data.judgedAt)}, whose outcomes came later than all that was learned from; then refitted on ${data.refittedRows} as of ${data.refittedAt.map(day).join(', ')}. ${data.columns.length} columns${data.leftOut.length === 0 ? '' : `; left out: ${data.leftOut.join('; ')}`}. Seed ${seed}${budget}. Drift against the run before: ${driftLevel.toLowerCase()}.\n`,
    ...models.map(sectionOf),
    '## Limits\n',
    'Reasons and levers are of the model, not of the world: they say what moves the prediction, and an experiment says what moves a customer. What is foretold is that the coming quarter resembles the last ones: seasons, campaigns and changes of the assortment are not foreseen. Groups of fewer than 30 people are not judged. Traits and categories are those of today.\n',
  ].join('\n')
}
