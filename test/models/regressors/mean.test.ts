import { mean } from '../../../src/models/regressors/mean.ts'
import { describeRegressor } from '../../contracts/regressor.ts'

describeRegressor(mean, { learns: false })
