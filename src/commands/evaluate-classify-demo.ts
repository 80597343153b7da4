import { openCompute } from '../compute/open.ts'
import { families } from '../models/classifiers/families.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import { classificationMetrics } from '../models/evaluation/classification-metrics.ts'
import { families as sequenceFamilies } from '../models/sequences/families.ts'
import { type NamedCause, nameCauses, shareNamed } from './demo-causes.ts'
import { type DemoQuestion, demoDays, demoTargets, readDemoQuestions } from './demo-classify-data.ts'
import { type DemoMeasured, errorsOf, measureDemoClassifier, measureDemoSequences } from './measure-demo-classifier.ts'
import { table } from './table.ts'

/** The shop of the demo, with an end that does not move. */
const until = new Date('2026-11-01T00:00:00Z')
const everyDays = 30

export interface EvaluateDemoOptions {
  readonly family?: readonly string[]
  readonly users: number
  readonly seed: number
  readonly threads: number
  readonly json?: boolean
}

interface Causes {
  readonly family: string
  readonly causes: readonly NamedCause[]
}

interface Answered {
  readonly question: DemoQuestion
  readonly measured: readonly Omit<DemoMeasured, 'model'>[]
  readonly leftOut: readonly string[]
  readonly causes: Causes | null
}

/** Families that know nobody apart have no reasons. */
const yardsticks = new Set(['base-rate', 'recency'])

const answer = (
  question: DemoQuestion,
  { family: asked, seed }: EvaluateDemoOptions,
  tools: ReturnType<typeof openCompute>,
): Answered => {
  const leftOut: string[] = []
  const isAsked = ({ name }: { readonly name: string }): boolean => asked === undefined || asked.includes(name)
  const attempt = <Family extends { readonly name: string }>(
    family: Family,
    measure: (family: Family, question: DemoQuestion, tools: FitTools) => DemoMeasured,
  ) => {
    process.stderr.write(`${question.name}, ${family.name} ...\n`)
    try {
      return [{ family, measured: measure(family, question, { compute: tools, seed }) }]
    } catch (error) {
      leftOut.push(`${family.name}: ${error instanceof Error ? error.message : String(error)}`)
      return []
    }
  }
  const found = families.filter(isAsked).flatMap((family) => attempt(family, measureDemoClassifier))
  const ofSequences = sequenceFamilies.filter(isAsked).flatMap((family) => attempt(family, measureDemoSequences))
  const able = found.filter(({ family }) => !yardsticks.has(family.name))
  const best = able.toSorted((a, b) => a.measured.metrics.logLoss - b.measured.metrics.logLoss)[0]
  const causes =
    question.name !== 'churn' || best === undefined
      ? null
      : {
          family: best.family.name,
          causes: nameCauses(question, best.family.explain(best.measured.model, question.judged.table, tools)),
        }
  return {
    question,
    measured: [...found, ...ofSequences].map(({ measured: { model: _, ...own } }) => own),
    leftOut,
    causes,
  }
}

const digits = (value: number | null, places = 4): string => (value === null ? '' : value.toFixed(places))
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const headers = ['', 'AUC', 'Brier', 'log loss', 'ECE', '15 bins', 'as said', 'others', 'seconds']

const rowsOf = ({ question, measured }: Answered): readonly (readonly string[])[] => {
  const ours = measured.map(({ family, metrics, raw, published, otherPeople, seconds }) => [
    family,
    digits(metrics.auc),
    digits(metrics.brier),
    digits(metrics.logLoss),
    digits(published.bins10),
    digits(published.bins15),
    digits(raw.bins10),
    digits(otherPeople.bins10),
    digits(seconds, 1),
  ])
  const best = classificationMetrics(question.oracle, question.judged.labels)
  const errors = errorsOf(question.oracle, question.judged.labels)
  const oracle = [
    digits(best.auc),
    digits(best.brier),
    digits(best.logLoss),
    digits(errors.bins10),
    digits(errors.bins15),
  ]
  return [...ours, ['oracle (knows the rates)', ...oracle, '', '', '']]
}

const causesText = ({ family, causes }: Causes): string => {
  const rows = causes.map(({ cause, people, main, amongThree, first, told }) => [
    cause,
    String(people),
    percent(main / people),
    percent(amongThree / people),
    percent(first / people),
    told
      .slice(0, 3)
      .map(([topic, count]) => `${topic} ${count}`)
      .join(', '),
  ])
  return [
    `\nWhy they left, of everybody who had by that day, as ${family} explains it:\n`,
    table(['planted', 'people', 'main reason', 'of three', 'first', 'what the main reason tells of'], rows),
    `Of those whose cause leaves a trace the main reason names it for ${percent(shareNamed(causes, 'main'))}, one of three for ${percent(shareNamed(causes, 'amongThree'))}, the first of all for ${percent(shareNamed(causes, 'first'))}.\n`,
    'LOST_INTEREST is a coin that leaves no trace; SILENCE, or another reason that names no cause, is right there.\n',
  ].join('')
}

const textOf = (answered: Answered): string => {
  const { question, leftOut, causes } = answered
  const positives = question.judged.labels.reduce((sum, label) => sum + label, 0)
  return [
    `${question.name}: of ${question.judged.labels.length} customers ${positives} ${question.asks}; learned from ${question.known.labels.length} rows.\n`,
    table(headers, rowsOf(answered)),
    leftOut.length === 0 ? '' : `Left out:\n${leftOut.map((line) => `  ${line}\n`).join('')}`,
    causes === null ? '' : causesText(causes),
    '\n',
  ].join('')
}

const protocol = [
  `The generated shop, ${demoDays} days, judged 90 days before its end by what came after; learned from a cut every ${everyDays} days whose outcome was known by then.`,
  'ECE: expected calibration error, 10 bins, of probabilities calibrated by the newest outcomes that were known; "as said": before that; "others": calibrated by other people of the judged day.',
].join('\n')

export const evaluateClassifyDemo = async (options: EvaluateDemoOptions): Promise<void> => {
  const ask = readDemoQuestions({ seed: options.seed, users: options.users, until, days: demoDays, everyDays })
  const compute = openCompute({ threads: options.threads })
  try {
    if (!options.json) process.stdout.write(`${protocol}\n\n`)
    const results: object[] = []
    for (const name of demoTargets) {
      const answered = answer(ask(name), options, compute)
      if (!options.json) process.stdout.write(textOf(answered))
      const { question, ...found } = answered
      results.push({
        target: name,
        rows: question.judged.labels.length,
        learned: question.known.labels.length,
        ...found,
        oracle: classificationMetrics(question.oracle, question.judged.labels),
      })
    }
    const { users, seed, threads } = options
    if (options.json)
      process.stdout.write(`${JSON.stringify({ dataSet: 'demo', users, seed, threads, protocol, results })}\n`)
  } finally {
    await compute.close()
  }
}
