#include "plain_runs.h"

#include "window.h"

#if defined(__x86_64__)
#include "block_x86.h"
#endif

/// What is compiled for one processor.
typedef struct {
  int64_t (*classify)(
    const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
    ullage_window *window);
  void (*split)(
    const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry, ullage_window *window);
  int64_t (*plain_length)(const uint8_t *scalars, const uint8_t *text, int64_t length);
  int64_t (*next_stretch)(const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end);
} code;

#define WAYS_ANY ((ways){classify_bytes, shape_bytes, classify_scalars, flatten, price_singles})
#define WAYS_AVX2 ((ways){classify_bytes_avx2, shape_bytes_avx2, classify_scalars_avx2, flatten, price_singles})
#define WAYS_AVX512 \
  ((ways){classify_bytes_avx512, shape_bytes_avx512, classify_scalars_avx512, flatten_avx512, price_singles_avx512})

static int64_t classify_any(
  const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window) {
  return classify_window(scalars, text, length, left, carry, window, WAYS_ANY);
}

static void split_any(
  const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, ends, carry, window, WAYS_ANY);
}

static int64_t plain_length_any(const uint8_t *scalars, const uint8_t *text, int64_t length) {
  return plain_length(scalars, text, length, WAYS_ANY);
}

static int64_t next_stretch_any(const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end) {
  return next_stretch(scalars, text, start, end, WAYS_ANY);
}

#if defined(__x86_64__)
AVX2 static int64_t classify_avx2(
  const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window) {
  return classify_window(scalars, text, length, left, carry, window, WAYS_AVX2);
}

AVX2 static void split_avx2(
  const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, ends, carry, window, WAYS_AVX2);
}

AVX2 static int64_t plain_length_avx2(const uint8_t *scalars, const uint8_t *text, int64_t length) {
  return plain_length(scalars, text, length, WAYS_AVX2);
}

AVX2 static int64_t next_stretch_avx2(const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end) {
  return next_stretch(scalars, text, start, end, WAYS_AVX2);
}

AVX512 static int64_t classify_avx512(
  const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window) {
  return classify_window(scalars, text, length, left, carry, window, WAYS_AVX512);
}

AVX512 static void split_avx512(
  const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, ends, carry, window, WAYS_AVX512);
}

AVX512 static int64_t plain_length_avx512(const uint8_t *scalars, const uint8_t *text, int64_t length) {
  return plain_length(scalars, text, length, WAYS_AVX512);
}

AVX512 static int64_t next_stretch_avx512(const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end) {
  return next_stretch(scalars, text, start, end, WAYS_AVX512);
}

#endif

/// By level, less one.
static const code levels[] = {
  {classify_any, split_any, plain_length_any, next_stretch_any},
#if defined(__x86_64__)
  {classify_avx2, split_avx2, plain_length_avx2, next_stretch_avx2},
  {classify_avx512, split_avx512, plain_length_avx512, next_stretch_avx512},
#endif
};

int64_t ullage_classify_at(
  int level, const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window) {
  return levels[level - 1].classify(scalars, text, length, left, carry, window);
}

void ullage_split_at(
  int level, const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry,
  ullage_window *window) {
  levels[level - 1].split(text, start, length, ends, carry, window);
}

int64_t ullage_plain_length_at(int level, const uint8_t *scalars, const uint8_t *text, int64_t length) {
  return levels[level - 1].plain_length(scalars, text, length);
}

int64_t ullage_next_stretch_at(int level, const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end) {
  return levels[level - 1].next_stretch(scalars, text, start, end);
}

int64_t ullage_classify(
  const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window) {
  return ullage_classify_at(ullage_vector_level(), scalars, text, length, left, carry, window);
}

void ullage_split(
  const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry, ullage_window *window) {
  ullage_split_at(ullage_vector_level(), text, start, length, ends, carry, window);
}

int64_t ullage_plain_length(const uint8_t *scalars, const uint8_t *text, int64_t length) {
  return ullage_plain_length_at(ullage_vector_level(), scalars, text, length);
}

int64_t ullage_next_stretch(const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end) {
  return ullage_next_stretch_at(ullage_vector_level(), scalars, text, start, end);
}
