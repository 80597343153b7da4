// What the compiled kernels offer: each works one block of its task, (parameters, block, scratch). What else is exported is compiled by itself.

export {
  addItems,
  choleskyBlock,
  conjugateGradientBlock,
  descend,
  dotsOfItems,
  factorise,
  gramBlock,
  solve,
  solveRow,
} from './als'
export { attendRow, attendRowBack, attentionBackBlock, attentionBlock } from './attention'
export { multiplyBlock, piece } from './gemm'
export { boostGradientsBlock, expRow, shiftRow, softmaxOfRowsBlock } from './softmax'
export { mirrorBlock, multiplyRow, multiplySparseBlock, scatter, sparseGramBlock } from './sparse'
export { topOfRow, topOfRowsBlock } from './top'
export {
  addEight,
  addFew,
  addTreesBlock,
  binColumnBlock,
  joinBinsBlock,
  joinRowsBlock,
  partRowsBlock,
  sumBinsBlock,
} from './trees'
export { updateLowerBlock } from './update'
