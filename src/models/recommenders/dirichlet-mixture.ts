import { digamma, logGamma } from '../math/log-gamma.ts'

/** Counts of few of many kinds, sparse: row r has `count[at]` of `kind[at]` for at in `pointers[r] .. pointers[r + 1]`, each kind once. Counts above 0, not necessarily whole. */
export interface KindCounts {
  readonly kinds: number
  readonly pointers: Int32Array
  readonly kind: Int32Array
  readonly count: Float64Array
}

/** Classes of people: the part of all that each is, and what its members choose as a Dirichlet distribution over kinds. */
export interface DirichletMixture {
  readonly classes: number
  readonly kinds: number
  /** Per class, adding up to 1. */
  readonly share: Float64Array
  /** classes x kinds, above 0. */
  readonly alpha: Float64Array
  /** Per class: the sum of its alpha, how much like each other its members are. */
  readonly strength: Float64Array
}

/** Chosen once or a few times is the rule: then a short product is exact and fast. */
const mostSteps = 16

/** log Γ(a + x) - log Γ(a); 0 for x = 0. */
const logRise = (a: number, x: number): number => {
  if (x > mostSteps || !Number.isInteger(x)) return logGamma(a + x) - logGamma(a)
  let product = 1
  for (let step = 0; step < x; step++) product *= a + step
  return Math.log(product)
}

/** ψ(a + x) - ψ(a). */
const digammaRise = (a: number, x: number): number => {
  if (x > mostSteps || !Number.isInteger(x)) return digamma(a + x) - digamma(a)
  let sum = 0
  for (let step = 0; step < x; step++) sum += 1 / (a + step)
  return sum
}

/** One row of counts: what somebody chose, and how much of it. */
export interface Row {
  readonly kind: ArrayLike<number>
  readonly count: ArrayLike<number>
  readonly total: number
}

/**
 * Into `into` the probability that a row is of each class (Bayes, with the likelihood of the Dirichlet-multinomial, whose factor for the order of choices is the same for all classes);
 * the logarithm of the row's likelihood. Time: classes x kinds of the row.
 */
export const classesOf = (
  { classes, kinds, share, alpha, strength }: DirichletMixture,
  { kind, count, total }: Row,
  into: Float64Array,
): number => {
  let largest = -Infinity
  for (let k = 0; k < classes; k++) {
    let log = Math.log(share[k]) - logRise(strength[k], total)
    for (let at = 0; at < kind.length; at++) log += logRise(alpha[k * kinds + kind[at]], count[at])
    into[k] = log
    if (log > largest) largest = log
  }
  let sum = 0
  for (let k = 0; k < classes; k++) sum += into[k] = Math.exp(into[k] - largest)
  for (let k = 0; k < classes; k++) into[k] /= sum
  return largest + Math.log(sum)
}

const rowOf = ({ pointers, kind, count }: KindCounts, row: number): Row => {
  const own = count.subarray(pointers[row], pointers[row + 1])
  return {
    kind: kind.subarray(pointers[row], pointers[row + 1]),
    count: own,
    total: own.reduce((sum, value) => sum + value, 0),
  }
}

/** What those who choose each kind choose besides: kinds x kinds, rows adding up to 1, people by the part of their choices; and how much each is chosen. */
const companyOf = (counts: KindCounts) => {
  const { kinds, pointers } = counts
  const company = new Float64Array(kinds * kinds)
  const mass = new Float64Array(kinds)
  const weight = new Float64Array(kinds)
  for (let r = 0; r + 1 < pointers.length; r++) {
    const { kind, count, total } = rowOf(counts, r)
    for (let a = 0; a < kind.length; a++) {
      mass[kind[a]] += count[a]
      weight[kind[a]] += count[a] / total
      for (let b = 0; b < kind.length; b++)
        company[kind[a] * kinds + kind[b]] += (count[a] / total) * (count[b] / total)
    }
  }
  for (let a = 0; a < kinds; a++) for (let b = 0; b < kinds; b++) if (weight[a] > 0) company[a * kinds + b] /= weight[a]
  return { company, mass }
}

/** Kinds whose company is unlike that of those before: the most chosen first, then by Hellinger distance and how much they are chosen. */
const farApart = (company: Float64Array, mass: Float64Array, classes: number): readonly number[] => {
  const kinds = mass.length
  const nearest = new Float64Array(kinds).fill(2)
  const found: number[] = []
  for (;;) {
    let next = -1
    const worth = (kind: number) => nearest[kind] * Math.sqrt(mass[kind])
    for (let kind = 0; kind < kinds; kind++) if (worth(kind) > 0 && (next < 0 || worth(kind) > worth(next))) next = kind
    if (next < 0 || found.length === classes) return found
    found.push(next)
    for (let kind = 0; kind < kinds; kind++) {
      let distance = 0
      for (let b = 0; b < kinds; b++)
        distance += (Math.sqrt(company[kind * kinds + b]) - Math.sqrt(company[next * kinds + b])) ** 2
      nearest[kind] = kind === next ? 0 : Math.min(nearest[kind], distance)
    }
  }
}

/** Where the fit begins: that strong, and so much of everybody in each class. */
const [firstStrength, common] = [3, 0.2]
/** Keeps alpha from vanishing, and a class from dying out. */
const [leastAlpha, slack] = [1e-3, 1e-3]
/** Classes that a row is less likely of are not worth adding up. */
const leastShare = 1e-6

const strengthOf = (alpha: Float64Array, classes: number, kinds: number): Float64Array =>
  Float64Array.from({ length: classes }, (_, k) =>
    alpha.subarray(k * kinds, (k + 1) * kinds).reduce((sum, value) => sum + value, 0),
  )

const beginWith = (counts: KindCounts, most: number): DirichletMixture => {
  const { kinds } = counts
  const { company, mass } = companyOf(counts)
  const whole = mass.reduce((sum, value) => sum + value, 0)
  const seeds = farApart(company, mass, most)
  const classes = seeds.length
  const alpha = Float64Array.from({ length: classes * kinds }, (_, at) => {
    const own = company[seeds[Math.floor(at / kinds)] * kinds + (at % kinds)]
    return leastAlpha + firstStrength * ((1 - common) * own + (common * mass[at % kinds]) / whole)
  })
  const share = new Float64Array(classes).fill(1 / classes)
  return { classes, kinds, share, alpha, strength: strengthOf(alpha, classes, kinds) }
}

/** One step of expectation and maximisation; alpha by one step of Minka's fixed point, weighed by class. */
const improve = (mixture: DirichletMixture, counts: KindCounts): DirichletMixture => {
  const { classes, kinds, alpha, strength } = mixture
  const rows = counts.pointers.length - 1
  const members = new Float64Array(classes)
  const above = new Float64Array(classes * kinds)
  const below = new Float64Array(classes)
  const likely = new Float64Array(classes)
  for (let r = 0; r < rows; r++) {
    const row = rowOf(counts, r)
    classesOf(mixture, row, likely)
    for (let k = 0; k < classes; k++) {
      const part = likely[k]
      if (part < leastShare) continue
      members[k] += part
      below[k] += part * digammaRise(strength[k], row.total)
      for (let at = 0; at < row.kind.length; at++)
        above[k * kinds + row.kind[at]] += part * digammaRise(alpha[k * kinds + row.kind[at]], row.count[at])
    }
  }
  const next = alpha.map((value, at) =>
    Math.max(leastAlpha, (value * (above[at] + slack)) / (below[Math.floor(at / kinds)] + slack)),
  )
  return {
    classes,
    kinds,
    share: members.map((count) => (count + 1) / (rows + classes)),
    alpha: next,
    strength: strengthOf(next, classes, kinds),
  }
}

/**
 * Classes of people by what they choose: a mixture of Dirichlet-multinomials (Holmes, Harris & Quince 2012), fitted by expectation-maximisation with the fixed point of Minka (2000, "Estimating
 * a Dirichlet distribution", eq. 55). Begins from kinds with unlike company, without a draw, and so ends in a local optimum that is the same for the same rows. At most `classes`; fewer where there are fewer kinds.
 * Time: iterations x entries x classes. Needs rows of one choice at least.
 */
export const fitDirichletMixture = (counts: KindCounts, classes: number, iterations: number): DirichletMixture => {
  let mixture = beginWith(counts, classes)
  for (let step = 0; step < iterations; step++) mixture = improve(mixture, counts)
  return mixture
}
