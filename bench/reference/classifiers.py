"""The yardstick of bench/classifiers.ts: scikit-learn on the same rows.
classifiers.py <folder> <model> <epochs>; prints a line of JSON: seconds of the fit (by the clock, and of the processor) and of scoring, peak memory of the process in bytes, AUC on the rows to score."""
import json
import resource
import sys
import time
import warnings

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

folder, name, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3])
warnings.filterwarnings('ignore')


def read(part):
    labels = np.fromfile(f'{folder}/{part}-labels', dtype=np.uint8)
    cells = np.fromfile(f'{folder}/{part}-cells', dtype=np.float32)
    return np.ascontiguousarray(cells.reshape(-1, len(labels)).T), labels


models = {
    'logistic-regression': lambda: make_pipeline(StandardScaler(), LogisticRegression(C=1, max_iter=1000)),
    'multi-layer-perceptron': lambda: make_pipeline(
        StandardScaler(),
        MLPClassifier((64,), batch_size=256, learning_rate_init=0.003, max_iter=epochs, early_stopping=True,
                      n_iter_no_change=epochs + 1, random_state=1),
    ),
    'gradient-boosted-trees': lambda: HistGradientBoostingClassifier(
        max_iter=100, max_leaf_nodes=31, learning_rate=0.1, min_samples_leaf=20, l2_regularization=1, max_bins=255, early_stopping=False,
        random_state=1,
    ),
}
learned, judged = read('learned'), read('judged')
model = models[name]()
started, worked = time.perf_counter(), time.process_time()
model.fit(*learned)
between, cpu = time.perf_counter(), time.process_time() - worked
found = model.predict_proba(judged[0])[:, 1]
ended = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({'fit': between - started, 'cpu': cpu, 'score': ended - between, 'peak': peak, 'auc': roc_auc_score(judged[1], found)}))
