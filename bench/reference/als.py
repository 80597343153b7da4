"""The other yardstick of bench/als.ts: exact ALS as one writes it with numpy, a product per row and the systems of a batch solved by LAPACK.
als.py <folder> <users> <items> <entries> <iterations> <regularisation> <factors>; prints seconds per iteration, then the loss."""
import sys
import time

import numpy as np

folder, (users, items, entries, iterations) = sys.argv[1], map(int, sys.argv[2:6])
regularisation, factors = float(sys.argv[6]), int(sys.argv[7])


def read(name, kind):
    return np.fromfile(f'{folder}/{name}', dtype=kind)


def side(name):
    return read(f'{name}-pointers', np.int32), read(f'{name}-indices', np.int32), read(f'{name}-values', np.float32)


def sweep(rows, fixed, solved):
    pointers, indices, values = rows
    gram = fixed.T @ fixed + regularisation * np.eye(factors, dtype=np.float32)
    for first in range(0, len(solved), 1000):
        last = min(len(solved), first + 1000)
        a = np.empty((last - first, factors, factors), dtype=np.float32)
        b = np.empty((last - first, factors, 1), dtype=np.float32)
        for row in range(first, last):
            mine = slice(pointers[row], pointers[row + 1])
            y = fixed[indices[mine]]
            a[row - first] = gram + y.T @ (y * values[mine, None])
            b[row - first, :, 0] = (1 + values[mine]) @ y
        solved[first:last] = np.linalg.solve(a, b)[:, :, 0]


def loss(rows, x, y):
    pointers, indices, values = rows
    gx, gy = (x.T @ x).astype(np.float64), (y.T @ y).astype(np.float64)
    total = (gx * gy).sum() + regularisation * (np.trace(gx) + np.trace(gy))
    who = np.repeat(np.arange(users), np.diff(pointers))
    for first in range(0, entries, 1000000):
        part = slice(first, first + 1000000)
        score = np.einsum('ij,ij->i', x[who[part]], y[indices[part]]).astype(np.float64)
        total += ((1 + values[part]) * (1 - score) ** 2 - score ** 2).sum()
    return total


by_user, by_item = side('user'), side('item')
y = read('item-factors', np.float32).reshape(items, factors)
x = np.zeros((users, factors), dtype=np.float32)
for _ in range(iterations):
    started = time.perf_counter()
    sweep(by_user, y, x)
    sweep(by_item, x, y)
    print(f'{time.perf_counter() - started:.6f}')
print(f'loss {loss(by_user, x, y):.9g}')
