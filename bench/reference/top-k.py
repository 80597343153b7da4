"""The yardstick of bench/top-k.ts: top-k.py <users> <items> <factors> <k> <users of a block>; prints seconds."""
import sys
import time

import numpy as np

users, items, factors, k, block = map(int, sys.argv[1:6])
random = np.random.default_rng(1)
x = random.random((users, factors), dtype=np.float32) - 0.5
y = random.random((items, factors), dtype=np.float32) - 0.5
started = time.perf_counter()
for first in range(0, users, block):
    scores = x[first:first + block] @ y.T
    best = np.argpartition(-scores, k, axis=1)[:, :k]
    kept = np.take_along_axis(scores, best, axis=1)
    np.take_along_axis(best, np.argsort(-kept, axis=1), axis=1)
print(f'{time.perf_counter() - started:.6f}')
