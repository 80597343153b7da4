import type { Recommendation, RecommendationReason } from '../domain/recommendation.ts'
import { answerEffects, beliefsAfter, type SurveyAnswer } from '../models/cold-start/survey.ts'
import type { Database } from '../store/database.ts'
import { type GroupTaste, readGroupOfUser } from '../store/group-popularity.ts'
import { type AnsweredProduct, readSurveyAnswers } from '../store/survey.ts'
import { explorationOf } from './exploration-model.ts'
import type { SurveyPool } from './survey-pool.ts'

const listLength = 120
const mostReasons = 3

/** A popularity below this speaks for nothing. */
const floor = 0.001

const logit = (p: number): number => Math.log(p / (1 - p))

/** Answers about products of the pool, by their places in it. */
export const answersIn = ({ productIds }: SurveyPool, answers: readonly AnsweredProduct[]): readonly SurveyAnswer[] => {
  const itemOf = new Map(productIds.map((id, item) => [id, item]))
  return answers.flatMap(({ productId, liked }) => {
    const item = itemOf.get(productId)
    return item === undefined ? [] : [{ item, liked }]
  })
}

/** The popularity of each product of the pool among the user's like; among everybody where the group does not list it. */
const priorOf = ({ productIds, popularity }: SurveyPool, group: GroupTaste | null) => {
  const inGroup = new Map(group?.productIds.map((id, place) => [id, group.shares[place]]))
  return productIds.map((id, item) => inGroup.get(id) ?? popularity[item])
}

type Weighed = readonly [reason: RecommendationReason, odds: number]

/** Parts of the log odds above the floor, as reasons whose weights add up to 1. */
const reasonsOf = (parts: readonly Weighed[]): readonly RecommendationReason[] => {
  const told = parts
    .filter(([, odds]) => odds > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostReasons)
  const whole = told.reduce((sum, [, odds]) => sum + odds, 0)
  return told.map(([reason, odds]) => ({ ...reason, weight: odds / whole }))
}

export interface NewcomerList {
  /** Best first. */
  readonly items: readonly Recommendation[]
  /** What there was to choose from, as a filter of the live lists would tell it. */
  readonly shelf: {
    readonly candidates: number
    readonly left: number
    readonly removedBy: readonly { readonly filter: string; readonly count: number }[]
    readonly emptiedBy: string | null
    readonly hint: null
    readonly unknownCategories: readonly string[]
  }
}

/** What was answered has been seen. */
const filter = 'excludeSeen'

const shelfOf = ({ productIds }: SurveyPool, left: number): NewcomerList['shelf'] => {
  const candidates = productIds.length
  const removedBy = left < candidates ? [{ filter, count: candidates - left }] : []
  return {
    candidates,
    left,
    removedBy,
    emptiedBy: left === 0 && candidates > 0 ? filter : null,
    hint: null,
    unknownCategories: [],
  }
}

/**
 * For somebody of whom nothing is known but traits and answers of a survey: the best known products of the shop by how likely they are to be liked. Beforehand that is
 * their popularity in the group that the user's traits make (the one that tells most), and answers move the neighbours of what was liked up and of what was disliked down;
 * what was answered is out. null where neither traits nor answers tell anything.
 */
export const newcomerList = async (
  database: Database,
  { userId, runId }: { readonly userId: number; readonly runId: number },
): Promise<NewcomerList | null> => {
  const [{ survey }, given, group] = await Promise.all([
    explorationOf(database, runId),
    readSurveyAnswers(database, userId),
    readGroupOfUser(database, userId, runId),
  ])
  const answers = answersIn(survey, given)
  if (answers.length === 0 && group === null) return null
  const prior = priorOf(survey, group)
  const beliefs = beliefsAfter(survey, answers, prior)
  const effects = Map.groupBy(answerEffects(survey, answers), ({ item }) => item)
  const answered = new Set(answers.map(({ item }) => item))
  const grouped = new Set(group?.productIds)
  const reasonsFor = (item: number): readonly RecommendationReason[] => {
    const popular: RecommendationReason =
      group !== null && grouped.has(survey.productIds[item])
        ? { kind: 'POPULAR_IN_GROUP', weight: 1, trait: group.trait, value: group.value, share: prior[item] }
        : { kind: 'TRENDING', weight: 1, windowDays: null }
    const odds = Math.max(1e-6, logit(Math.min(0.99, Math.max(floor, prior[item]))) - logit(floor))
    const liked = (effects.get(item) ?? []).map(
      ({ answered: other, effect }): Weighed => [
        { kind: 'BOUGHT_TOGETHER', weight: 1, productId: survey.productIds[other], lift: null, evidence: 'LIKE' },
        effect,
      ],
    )
    return reasonsOf([[popular, odds], ...liked])
  }
  const open = survey.productIds
    .map((productId, item) => ({ productId, item, score: beliefs[item] }))
    .filter(({ item }) => !answered.has(item))
    .sort((a, b) => b.score - a.score || a.item - b.item)
  const items = open
    .slice(0, listLength)
    .map(({ productId, item, score }) => ({ productId, score, reasons: reasonsFor(item) }))
  return { items, shelf: shelfOf(survey, open.length) }
}
