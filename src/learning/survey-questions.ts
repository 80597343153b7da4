import { nextSurveyItems } from '../models/cold-start/survey.ts'
import type { Database } from '../store/database.ts'
import { readSurveyAnswers } from '../store/survey.ts'
import { explorationOf } from './exploration-model.ts'
import { answersIn } from './newcomer-list.ts'

/** The products that it would tell most to ask this user about, by what was answered so far; ids, the most telling first. */
export const surveyQuestions = async (
  database: Database,
  { userId, runId, count }: { readonly userId: number; readonly runId: number; readonly count: number },
): Promise<readonly number[]> => {
  const { survey } = await explorationOf(database, runId)
  const answers = answersIn(survey, await readSurveyAnswers(database, userId))
  return nextSurveyItems(survey, answers, count).map((item) => survey.productIds[item])
}
