/** People with about the same expected uplift, by arm, and how many of them bought. */
export interface UpliftGroup {
  readonly treated: number
  readonly control: number
  readonly treatedOutcomes: number
  readonly controlOutcomes: number
}

export interface QiniPoint {
  readonly share: number
  readonly gain: number
}

/**
 * The Qini curve of people who come in groups, highest expected uplift first: after each group Y1 - Y0 N1 / N0, the outcomes of the treated over those expected of as many not treated, per treated person of all (Radcliffe 2007),
 * as `qiniCurve` has it of people one by one. No points where an arm is empty.
 */
export const groupedQini = (groups: readonly UpliftGroup[]): readonly QiniPoint[] => {
  const people = groups.reduce((sum, { treated, control }) => sum + treated + control, 0)
  const allTreated = groups.reduce((sum, { treated }) => sum + treated, 0)
  if (allTreated === 0 || allTreated === people) return []
  const points: QiniPoint[] = [{ share: 0, gain: 0 }]
  let [n1, n0, y1, y0] = [0, 0, 0, 0]
  for (const { treated, control, treatedOutcomes, controlOutcomes } of groups) {
    n1 += treated
    n0 += control
    y1 += treatedOutcomes
    y0 += controlOutcomes
    const gain = n0 === 0 ? 0 : y1 - (y0 * n1) / n0
    points.push({ share: (n1 + n0) / people, gain: gain / allTreated })
  }
  return points
}
