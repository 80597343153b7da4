import type { GateComparison } from '../domain/model-run.ts'
import type { PredictionTarget } from '../domain/prediction.ts'
import type { Drift, ModelReport } from '../domain/prediction-report.ts'
import type { FitTools } from '../models/classifiers/family.ts'
import type { Column } from '../models/classifiers/table.ts'
import type { Insufficient } from '../models/fit.ts'
import type { CategoryChances } from '../models/predictions/category-chances.ts'
import type { Recipe } from '../models/predictions/learning-task.ts'
import { type TrainedAmount, trainAmount } from './amount-target.ts'
import { type TrainedClassifier, trainClassifier } from './classification-target.ts'
import { amountReport, nextOrderAmounts } from './next-order-amounts.ts'
import { trainCategories } from './next-order-categories.ts'
import { daysReport, decisive, stepTarget, trainStep, type WaitingStep } from './next-order-days.ts'
import type { NextOrderSettings, ScoringBlocks } from './next-order-settings.ts'
import { type PastCut, sampleOf } from './prediction-data.ts'
import { refusalOf } from './prediction-report.ts'

export interface NextOrderModels {
  readonly refusal: { readonly code: string; readonly message: string; readonly comparison?: GateComparison } | null
  readonly recipes: Readonly<Partial<Record<PredictionTarget, Recipe>>>
  readonly rows: TrainedClassifier['rows']
  readonly artefact: object
  readonly reports: (blocks: ScoringBlocks, drift: readonly Drift[]) => readonly ModelReport[]
  readonly steps: readonly WaitingStep[]
  readonly amounts: readonly TrainedAmount[]
  readonly categories: CategoryChances | null
  readonly categoryNames: readonly string[]
  readonly columns: readonly Column[]
}

/** When, what and how much: everything about the next order of customers, learned from the same cuts. */
export const trainNextOrders = (
  cuts: readonly PastCut[],
  settings: NextOrderSettings,
  tools: FitTools,
): NextOrderModels | Insufficient => {
  const { budget, seed, published } = settings
  const recipeOf = (target: PredictionTarget) => published?.recipes[target] ?? null
  const within = (from: number, to: number) => ({
    ...tools,
    report: (part: number) => tools.report?.(from + (to - from) * part),
  })
  const decided = trainClassifier(
    cuts,
    stepTarget(decisive),
    { budget, seed, published: recipeOf('NEXT_ORDER_DAYS') },
    within(0, 0.3),
  )
  if ('kind' in decided) return decided
  const trainedSteps = budget.steps.flatMap((days) => trainStep(cuts, days, decided, tools) ?? [])
  tools.report?.(0.5)
  const trainedAmounts: TrainedAmount[] = []
  for (const [place, target] of nextOrderAmounts.entries()) {
    const own = within(0.5 + place / 10, 0.6 + place / 10)
    const trained = trainAmount(cuts, target, { budget, seed, published: recipeOf(target.target) }, own)
    if ('kind' in trained) return trained
    trainedAmounts.push(trained)
  }
  const categories = trainCategories(cuts, settings, tools)
  tools.report?.(1)
  const refusal = refusalOf('NEXT_ORDER_DAYS', decided.choice, decided.judged.labels.length)
  const { chosen, baseline, champion } = decided.choice
  const explained = ({ measures }: { readonly measures: Readonly<Record<string, number>> }) => measures.explained ?? 0
  const comparison = {
    measure: 'explained',
    candidate: explained(chosen),
    popularity: explained(baseline),
    published: champion && explained(champion),
    people: decided.judged.labels.length,
  }
  const recipes = Object.fromEntries([
    ['NEXT_ORDER_DAYS', { family: chosen.family, options: chosen.options }],
    ...trainedAmounts.flatMap(({ target, choice, recipe }) => (choice.beatsBaseline ? [[target.target, recipe]] : [])),
  ])
  return {
    refusal: refusal && { ...refusal, comparison },
    recipes,
    rows: decided.rows,
    artefact: {
      days: trainedSteps.map(({ days, final }) => ({ days, ...final })),
      amounts: Object.fromEntries(
        trainedAmounts.map(({ target, recipe, final, bands }) => [target.target, { ...recipe, model: final, bands }]),
      ),
      categories: categories?.final ?? null,
      columns: decided.columns,
    },
    steps: trainedSteps,
    amounts: trainedAmounts,
    categories: categories?.final ?? null,
    categoryNames: settings.categories,
    columns: decided.judged.table.columns,
    reports: (blocks, drift) => {
      const sample = { sample: sampleOf(blocks.audience), compute: tools.compute, distributions: published }
      return [
        daysReport(decided, trainedSteps, cuts[0], settings, blocks, drift),
        ...(categories === null ? [] : [categories.report]),
        ...trainedAmounts.map((trained) => amountReport(trained, sample)),
      ]
    },
  }
}
