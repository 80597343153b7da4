"""The yardstick of bench/ease.ts: EASE as one writes it with scipy and numpy (Steck 2019, algorithm 1), in 32-bit floats.
ease.py <folder> <users> <items> <regularisation>; prints seconds of the Gram matrix, seconds of the inversion, and the sum of |B|."""
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix

folder, users, items, regularisation = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
read = lambda name, kind: np.fromfile(f'{folder}/{name}', dtype=kind)
x = csr_matrix((read('values', np.float32), read('indices', np.int32), read('pointers', np.int32)), shape=(users, items))
started = time.perf_counter()
gram = (x.T @ x).toarray()
print(f'{time.perf_counter() - started:.6f}')
started = time.perf_counter()
gram[np.diag_indices(items)] += regularisation
p = np.linalg.inv(gram)
print(f'{time.perf_counter() - started:.6f}')
b = np.abs(p / np.diag(p))
np.fill_diagonal(b, 0)
print(f'{b.sum(dtype=np.float64):.9g}')
