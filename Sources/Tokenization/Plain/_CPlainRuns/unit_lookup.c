#include "unit_lookup.h"

#include <string.h>

#include "plain_runs.h"

#define INLINE static inline __attribute__((always_inline))

/// Units are taken so many at a time: their buckets are asked for at once, and come while the next keys are made.
enum { BATCH = 64 };

/// A unit's bytes as two words, padded with zeros, and its bucket. One that is too long has the key zero, which has no
/// entry.
typedef struct {
  uint64_t low, high;
  const uint64_t *bucket;
} sought;

/// How a processor makes the key of the `length` bytes at `text`, and adds up what is found.
typedef sought seeker(const uint64_t *entries, const uint8_t *text, uint32_t length, uint64_t markers);
typedef uint64_t resolver(const sought *units, int32_t count, int32_t first, uint16_t *missed, int32_t *missed_count);

INLINE sought in_bucket(const uint64_t *entries, uint64_t low, uint64_t high) {
  sought unit = {low, high, entries + ullage_unit_place(low, high)};
  __builtin_prefetch(unit.bucket);
  return unit;
}

// MARK: Any processor

/// For each length up to 15 the masks that keep that many bytes of two words.
#define ONES(bytes) ((bytes) >= 8 ? ~0ull : ((1ull << ((bytes) & 7) * 8) - 1))
#define PAIR(length) {ONES(length), (length) <= 8 ? 0 : ONES((length) - 8)}
static const uint64_t masks[ULLAGE_LONGEST_UNIT + 1][2] = {
  PAIR(0), PAIR(1), PAIR(2),  PAIR(3),  PAIR(4),  PAIR(5),  PAIR(6),  PAIR(7),
  PAIR(8), PAIR(9), PAIR(10), PAIR(11), PAIR(12), PAIR(13), PAIR(14), PAIR(15)};

INLINE uint64_t word_at(const uint8_t *text) {
  uint64_t word;
  memcpy(&word, text, 8);
  return word;
}

INLINE sought seek(const uint64_t *entries, const uint8_t *text, uint32_t length, uint64_t markers) {
  return in_bucket(entries, word_at(text) & masks[length][0], (word_at(text + 8) & masks[length][1]) | markers);
}

/// All ones where an entry is the unit's. What it is from is kept from the compiler, which would make a branch of it.
INLINE uint64_t is_same(const uint64_t *entry, const sought *unit) {
  uint64_t same = (uint64_t)0 - (((entry[0] ^ unit->low) | (entry[1] ^ unit->high) << 8) == 0);
  __asm__("" : "+r"(same));
  return same;
}

INLINE uint64_t resolve(
  const sought *units, int32_t count, int32_t first, uint16_t *missed, int32_t *missed_count) {
  uint64_t total = 0;
  int32_t misses = *missed_count;
  for (int32_t at = 0; at < count; at++) {
    const uint64_t *bucket = units[at].bucket;
    uint64_t found = (bucket[1] & is_same(bucket, units + at)) | (bucket[3] & is_same(bucket + 2, units + at));
    uint64_t cost = found >> 56;
    total += cost;
    missed[misses] = (uint16_t)(first + at);
    misses += !cost;
  }
  *missed_count = misses;
  return total;
}

// MARK: Units of either kind

INLINE int64_t look_up_words(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count, seeker *seek, resolver *resolve) {
  sought units[BATCH];
  uint64_t total = 0;
  *missed_count = 0;
  for (int32_t first = 0; first < count; first += BATCH) {
    int32_t batch = count - first < BATCH ? count - first : BATCH;
    const uint16_t *border = borders + first * 2;
    for (int32_t at = 0; at < batch; at++) {
      uint32_t start = border[at * 2];
      uint32_t length = border[at * 2 + 1] - start;
      units[at] = seek(entries, text + start, length <= ULLAGE_LONGEST_UNIT ? length : 0, 0);
    }
    total += resolve(units, batch, first, missed, missed_count);
  }
  return (int64_t)total;
}

INLINE int64_t look_up_punctuation(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count, seeker *seek, resolver *resolve) {
  sought units[BATCH];
  uint64_t total = 0;
  *missed_count = 0;
  for (int32_t first = 0; first < count; first += BATCH) {
    int32_t batch = count - first < BATCH ? count - first : BATCH;
    const uint16_t *border = borders + first * 2;
    for (int32_t at = 0; at < batch; at++) {
      const uint8_t *start = text + border[at * 2];
      const uint8_t *end = text + border[at * 2 + 1];
      uint32_t length = (uint32_t)(end - start);
      uint64_t markers = 1 | (uint64_t)(start[-1] == ' ') << 1 | (uint64_t)((end[0] == ' ') & (end[1] != ' ')) << 2;
      uint32_t is_short = length < ULLAGE_LONGEST_UNIT;
      units[at] = seek(entries, start, is_short ? length : 0, (is_short ? markers : 0) << 48);
    }
    total += resolve(units, batch, first, missed, missed_count);
  }
  return (int64_t)total;
}

// MARK: Long words

typedef struct {
  uint64_t words[4];
  const uint64_t *bucket;
} sought_long;

/// The word's bytes, padded with zeros; none behind it is read.
INLINE sought_long seek_long(const uint64_t *entries, const uint8_t *text, uint32_t length) {
  // The last sixteen bytes, shifted to drop those that stand in the first two words already.
  unsigned __int128 rest = (unsigned __int128)word_at(text + length - 8) << 64 | word_at(text + length - 16);
  uint32_t surplus = (32 - length) * 8;
  rest = rest >> (surplus / 2) >> (surplus / 2);
  sought_long word = {{word_at(text), word_at(text + 8), (uint64_t)rest, (uint64_t)(rest >> 64)}, entries};
  word.bucket += ullage_long_place(word.words[0], word.words[1], word.words[2], word.words[3]);
  __builtin_prefetch(word.bucket);
  return word;
}

int64_t ullage_look_up_long_words(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, uint16_t *missed, int32_t *missed_count) {
  sought_long words[BATCH];
  uint16_t pairs[BATCH];
  uint64_t total = 0;
  int32_t left = 0, count = *missed_count;
  for (int32_t at = 0; at < count;) {
    int32_t batch = 0;
    for (; at < count && batch < BATCH; at++) {
      uint32_t start = borders[missed[at] * 2];
      uint32_t length = borders[missed[at] * 2 + 1] - start;
      if (length - ULLAGE_SHORTEST_LONG_WORD > ULLAGE_LONGEST_LONG_WORD - ULLAGE_SHORTEST_LONG_WORD) {
        missed[left++] = missed[at];
        continue;
      }
      pairs[batch] = missed[at];
      words[batch++] = seek_long(entries, text + start, length);
    }
    for (int32_t word = 0; word < batch; word++) {
      const uint64_t *key = words[word].words;
      uint64_t found = 0;
      for (int entry = 0; entry < 2; entry++) {
        const uint64_t *words_of = words[word].bucket + entry * 4;
        uint64_t other = (words_of[0] ^ key[0]) | (words_of[1] ^ key[1]) | (words_of[2] ^ key[2]) |
                         (words_of[3] ^ key[3]) << 8;
        uint64_t same = (uint64_t)0 - (other == 0);
        __asm__("" : "+r"(same));
        found |= words_of[3] & same;
      }
      total += found >> 56;
      missed[left] = pairs[word];
      left += found >> 56 == 0;
    }
  }
  *missed_count = left;
  return (int64_t)total;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,popcnt,lzcnt")))

AVX512 INLINE sought seek_avx512(const uint64_t *entries, const uint8_t *text, uint32_t length, uint64_t markers) {
  __m128i key = _mm_maskz_loadu_epi8((__mmask16)_bzhi_u32(0xFFFF, length), text);
  return in_bucket(
    entries, (uint64_t)_mm_cvtsi128_si64(key), (uint64_t)_mm_extract_epi64(key, 1) | markers);
}

/// Both entries of a bucket are compared at once.
AVX512 INLINE uint64_t resolve_avx512(
  const sought *units, int32_t count, int32_t first, uint16_t *missed, int32_t *missed_count) {
  __m256i total = _mm256_setzero_si256();
  __m256i without_cost = _mm256_set_epi64x(~0ull >> 8, ~0ull, ~0ull >> 8, ~0ull);
  int32_t misses = *missed_count;
  for (int32_t at = 0; at < count; at++) {
    __m256i bucket = _mm256_loadu_si256((const __m256i *)units[at].bucket);
    __m256i key = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)&units[at]));
    uint32_t same = _mm256_testn_epi64_mask(_mm256_xor_si256(bucket, key), without_cost);
    uint32_t found = same & same << 1 & 0xA;
    total = _mm256_mask_add_epi64(total, (__mmask8)found, total, _mm256_srli_epi64(bucket, 56));
    missed[misses] = (uint16_t)(first + at);
    misses += !found;
  }
  *missed_count = misses;
  __m128i halves = _mm_add_epi64(_mm256_castsi256_si128(total), _mm256_extracti128_si256(total, 1));
  return (uint64_t)_mm_extract_epi64(halves, 1);
}

AVX512 static int64_t look_up_words_avx512(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
  return look_up_words(entries, text, borders, count, missed, missed_count, seek_avx512, resolve_avx512);
}

AVX512 static int64_t look_up_punctuation_avx512(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
  return look_up_punctuation(entries, text, borders, count, missed, missed_count, seek_avx512, resolve_avx512);
}
#endif

int64_t ullage_look_up_words_at(
  int level, const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
#if defined(__x86_64__)
  if (level >= 3) return look_up_words_avx512(entries, text, borders, count, missed, missed_count);
#endif
  return look_up_words(entries, text, borders, count, missed, missed_count, seek, resolve);
}

int64_t ullage_look_up_punctuation_at(
  int level, const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
#if defined(__x86_64__)
  if (level >= 3) return look_up_punctuation_avx512(entries, text, borders, count, missed, missed_count);
#endif
  return look_up_punctuation(entries, text, borders, count, missed, missed_count, seek, resolve);
}

int64_t ullage_look_up_words(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
  return ullage_look_up_words_at(ullage_vector_level(), entries, text, borders, count, missed, missed_count);
}

int64_t ullage_look_up_punctuation(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
  return ullage_look_up_punctuation_at(ullage_vector_level(), entries, text, borders, count, missed, missed_count);
}
