/** Places of the classes, as `upliftClasses` of the domain has them. */
const PERSUADABLE = 0
const SURE_THING = 1
const LOST_CAUSE = 2
const DO_NOT_DISTURB = 3

/** A treatment that changes less than so many points of probability changes nothing worth acting on. */
export const noticeableUplift = 0.02

/**
 * Which of the four somebody is: one whom treatment brings (two points and more), one whom it drives away (two points and more), and of those whom it leaves as they are, who does it anyway more likely than
 * people do on average without treatment, and who does not (after Radcliffe & Surry 1999, "Differential response analysis"). Places are those of PERSUADABLE, SURE_THING, LOST_CAUSE, DO_NOT_DISTURB.
 */
export const upliftClassOf = (without: number, having: number, usual: number): 0 | 1 | 2 | 3 => {
  if (having - without >= noticeableUplift) return PERSUADABLE
  if (without - having >= noticeableUplift) return DO_NOT_DISTURB
  return without >= usual ? SURE_THING : LOST_CAUSE
}
