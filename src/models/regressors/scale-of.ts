/** Mean and standard deviation; a deviation of 1 where all is the same. */
export const scaleOf = (targets: Float64Array) => {
  const centre = targets.reduce((sum, target) => sum + target / targets.length, 0)
  const variance = targets.reduce((sum, target) => sum + (target - centre) ** 2 / targets.length, 0)
  return { centre, scale: Math.sqrt(variance) || 1 }
}
