import { kMeans } from '../../../src/models/clustering/k-means.ts'
import { miniBatchKMeans } from '../../../src/models/clustering/mini-batch-k-means.ts'
import { describeClustering } from '../../contracts/clustering.ts'

for (const family of [kMeans, miniBatchKMeans]) describeClustering(family)
