// The yardstick of bench/als.ts: implicit ALS in C as benfred/implicit publishes it (a row at a time; conjugate gradient of Takacs, Pilaszy & Tikk
// 2011, or A summed up by outer products and solved by Cholesky), on threads that take rows in batches. The number of factors is fixed when it is
// compiled (-DK=64), so that the compiler may unroll. With -DBLAS the same is done as implicit's own code does it: a call of OpenBLAS (the one inside
// numpy, opened when it starts) for each dot product, sum and product with the Gram matrix, and LAPACK's sposv.
//   als <folder> <users> <items> <entries> <cg|cholesky> <steps> <iterations> <threads> <regularisation> [library]
// Prints a line per iteration, seconds, and then the loss.
#ifdef BLAS
#include <dlfcn.h>
#include <stdint.h>
#endif
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int steps, threads, by_cg;
static float lambda;

typedef struct {
  int rows, columns;
  const int *pointers, *indices;
  const float *values;
  const float *fixed;
  float *solved;
  float gram[K * K];
  atomic_int next;
} Sweep;

static void *read_file(const char *folder, const char *name, size_t bytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  void *data = aligned_alloc(64, (bytes + 63) / 64 * 64);
  FILE *file = fopen(path, "rb");
  if (!file || fread(data, 1, bytes, file) != bytes) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  fclose(file);
  return data;
}

#ifdef BLAS
static float (*sdot)(int64_t, const float *, int64_t, const float *, int64_t);
static void (*saxpy)(int64_t, float, const float *, int64_t, float *, int64_t);
static void (*ssymv)(int, int, int64_t, float, const float *, int64_t, const float *, int64_t, float, float *, int64_t);
static void (*sposv)(const char *, const int64_t *, const int64_t *, float *, const int64_t *, float *, const int64_t *, int64_t *);

static void open_blas(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  *(void **)&sdot = dlsym(library, "scipy_cblas_sdot64_");
  *(void **)&saxpy = dlsym(library, "scipy_cblas_saxpy64_");
  *(void **)&ssymv = dlsym(library, "scipy_cblas_ssymv64_");
  *(void **)&sposv = dlsym(library, "scipy_sposv_64_");
  if (!sdot || !saxpy || !ssymv || !sposv) {
    fprintf(stderr, "%s lacks a function\n", path);
    exit(1);
  }
}

static float dot(const float *a, const float *b) { return sdot(K, a, 1, b, 1); }

static void axpy(float s, const float *x, float *y) { saxpy(K, s, x, 1, y, 1); }

static void times_gram(const float *gram, const float *p, float *out) {
  ssymv(101, 121, K, 1, gram, K, p, 1, 0, out, 1);
}

static void solve(float *a, float *b) {
  int64_t n = K, one = 1, fault;
  sposv("U", &n, &one, a, &n, b, &n, &fault);
}
#else
static float dot(const float *a, const float *b) {
  float sum = 0;
  for (int i = 0; i < K; i++) sum += a[i] * b[i];
  return sum;
}

static void axpy(float s, const float *restrict x, float *restrict y) {
  for (int i = 0; i < K; i++) y[i] += s * x[i];
}

static void times_gram(const float *restrict gram, const float *restrict p, float *restrict out) {
  memset(out, 0, K * sizeof(float));
  for (int i = 0; i < K; i++) axpy(p[i], gram + i * K, out);
}

static void solve(float *a, float *b) {
  for (int p = 0; p < K; p++) {
    float pivot = sqrtf(a[p * K + p]);
    for (int j = p; j < K; j++) a[p * K + j] /= pivot;
    for (int i = p + 1; i < K; i++) {
      float factor = a[p * K + i];
      for (int j = i; j < K; j++) a[i * K + j] -= factor * a[p * K + j];
    }
  }
  for (int p = 0; p < K; p++) {
    b[p] /= a[p * K + p];
    for (int j = p + 1; j < K; j++) b[j] -= b[p] * a[p * K + j];
  }
  for (int p = K - 1; p >= 0; p--) {
    float sum = b[p];
    for (int j = p + 1; j < K; j++) sum -= a[p * K + j] * b[j];
    b[p] = sum / a[p * K + p];
  }
}
#endif

static void solve_cg(const Sweep *s, int row) {
  float *x = s->solved + (size_t)row * K;
  float r[K], p[K], ap[K];
  times_gram(s->gram, x, r);
  for (int i = 0; i < K; i++) r[i] = -r[i];
  for (int at = s->pointers[row]; at < s->pointers[row + 1]; at++) {
    const float *y = s->fixed + (size_t)s->indices[at] * K;
    axpy(1 + s->values[at] - s->values[at] * dot(y, x), y, r);
  }
  memcpy(p, r, sizeof p);
  float squares = dot(r, r);
  for (int step = 0; step < steps && squares > 1e-20f; step++) {
    times_gram(s->gram, p, ap);
    for (int at = s->pointers[row]; at < s->pointers[row + 1]; at++) {
      const float *y = s->fixed + (size_t)s->indices[at] * K;
      axpy(s->values[at] * dot(y, p), y, ap);
    }
    float alpha = squares / dot(p, ap);
    axpy(alpha, p, x);
    axpy(-alpha, ap, r);
    float next = dot(r, r);
    for (int i = 0; i < K; i++) p[i] = r[i] + next / squares * p[i];
    squares = next;
  }
}

static void solve_cholesky(const Sweep *s, int row) {
  static _Thread_local float a[K * K];
  float *x = s->solved + (size_t)row * K;
  float b[K] = {0};
  memcpy(a, s->gram, sizeof a);
  for (int at = s->pointers[row]; at < s->pointers[row + 1]; at++) {
    const float *y = s->fixed + (size_t)s->indices[at] * K;
    axpy(1 + s->values[at], y, b);
    for (int i = 0; i < K; i++) axpy(s->values[at] * y[i], y, a + i * K);
  }
  solve(a, b);
  memcpy(x, b, sizeof b);
}

static void *work(void *argument) {
  Sweep *s = argument;
  for (;;) {
    int first = atomic_fetch_add(&s->next, 64);
    if (first >= s->rows) return NULL;
    int last = first + 64 < s->rows ? first + 64 : s->rows;
    for (int row = first; row < last; row++) {
      if (s->pointers[row] == s->pointers[row + 1]) memset(s->solved + (size_t)row * K, 0, K * sizeof(float));
      else if (by_cg) solve_cg(s, row);
      else solve_cholesky(s, row);
    }
  }
}

static void gram_of(const float *y, int rows, float *gram) {
  memset(gram, 0, K * K * sizeof(float));
  for (int row = 0; row < rows; row++) {
    for (int i = 0; i < K; i++) axpy(y[(size_t)row * K + i], y + (size_t)row * K, gram + i * K);
  }
}

typedef struct {
  const float *y;
  int rows;
  float *gram;
} GramPart;

static void *gram_work(void *argument) {
  GramPart *part = argument;
  gram_of(part->y, part->rows, part->gram);
  return NULL;
}

static void gram_on_threads(const float *y, int rows, float *gram) {
  pthread_t ids[threads];
  GramPart parts[threads];
  float *sums = aligned_alloc(64, sizeof(float) * K * K * threads);
  for (int t = 0; t < threads; t++) {
    int first = (int)((long)rows * t / threads), last = (int)((long)rows * (t + 1) / threads);
    parts[t] = (GramPart){y + (size_t)first * K, last - first, sums + t * K * K};
    pthread_create(&ids[t], NULL, gram_work, &parts[t]);
  }
  memset(gram, 0, K * K * sizeof(float));
  for (int t = 0; t < threads; t++) {
    pthread_join(ids[t], NULL);
    for (int i = 0; i < K * K; i++) gram[i] += sums[t * K * K + i];
  }
  free(sums);
}

static void sweep(Sweep *s) {
  pthread_t ids[threads];
  gram_on_threads(s->fixed, s->columns, s->gram);
  for (int i = 0; i < K; i++) s->gram[i * K + i] += lambda;
  atomic_store(&s->next, 0);
  for (int t = 0; t < threads; t++) pthread_create(&ids[t], NULL, work, s);
  for (int t = 0; t < threads; t++) pthread_join(ids[t], NULL);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static double loss_of(const Sweep *s, const float *x, int users, int items) {
  static float gx[K * K], gy[K * K];
  gram_of(x, users, gx);
  gram_of(s->fixed, items, gy);
  double loss = 0;
  for (int i = 0; i < K * K; i++) loss += (double)gx[i] * gy[i];
  for (int i = 0; i < K; i++) loss += lambda * ((double)gx[i * K + i] + gy[i * K + i]);
  for (int row = 0; row < s->rows; row++) {
    for (int at = s->pointers[row]; at < s->pointers[row + 1]; at++) {
      double score = dot(x + (size_t)row * K, s->fixed + (size_t)s->indices[at] * K);
      loss += (1 + s->values[at]) * (1 - score) * (1 - score) - score * score;
    }
  }
  return loss;
}

int main(int count, char **arguments) {
  if (count < 10) return 1;
#ifdef BLAS
  open_blas(arguments[10]);
#endif
  const char *folder = arguments[1];
  int users = atoi(arguments[2]), items = atoi(arguments[3]);
  size_t entries = strtoul(arguments[4], NULL, 10);
  by_cg = strcmp(arguments[5], "cg") == 0;
  steps = atoi(arguments[6]);
  int iterations = atoi(arguments[7]);
  threads = atoi(arguments[8]);
  lambda = atof(arguments[9]);
  float *y = read_file(folder, "item-factors", sizeof(float) * K * items);
  float *x = aligned_alloc(64, sizeof(float) * K * users);
  memset(x, 0, sizeof(float) * K * users);
  static Sweep by_user, by_item;
  by_user = (Sweep){.rows = users, .columns = items, .fixed = y, .solved = x};
  by_user.pointers = read_file(folder, "user-pointers", sizeof(int) * (users + 1));
  by_user.indices = read_file(folder, "user-indices", sizeof(int) * entries);
  by_user.values = read_file(folder, "user-values", sizeof(float) * entries);
  by_item = (Sweep){.rows = items, .columns = users, .fixed = x, .solved = y};
  by_item.pointers = read_file(folder, "item-pointers", sizeof(int) * (items + 1));
  by_item.indices = read_file(folder, "item-indices", sizeof(int) * entries);
  by_item.values = read_file(folder, "item-values", sizeof(float) * entries);
  for (int i = 0; i < iterations; i++) {
    double started = seconds();
    sweep(&by_user);
    sweep(&by_item);
    printf("%.6f\n", seconds() - started);
  }
  printf("loss %.9g\n", loss_of(&by_user, x, users, items));
  return 0;
}
