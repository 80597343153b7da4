import type { Database } from '../store/database.ts'
import { readSurveyAnswers } from '../store/survey.ts'
import { newcomerList } from './newcomer-list.ts'
import { recommendationPerformance } from './performance.ts'
import { policyEstimates } from './policy-estimates.ts'
import { surveyQuestions } from './survey-questions.ts'
import { tryOut } from './try-out.ts'

const anySeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]

/** What resolvers ask of this room: functions that know their database, and draw anew each time. */
export const bindLearning = (database: Database) => {
  const bind =
    <Request, Result>(answer: (database: Database, request: Request) => Result) =>
    (request: Request): Result =>
      answer(database, request)
  return {
    recommendationPerformance: bind(recommendationPerformance),
    policyEstimates: bind(policyEstimates),
    newcomerList: bind(newcomerList),
    surveyQuestions: bind(surveyQuestions),
    answerCount: async ({ userId }: { readonly userId: number }) => (await readSurveyAnswers(database, userId)).length,
    tryOut: (request: Omit<Parameters<typeof tryOut>[1], 'seed'>) => tryOut(database, { ...request, seed: anySeed() }),
  }
}
