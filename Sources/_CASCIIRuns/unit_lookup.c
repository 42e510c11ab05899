#include "unit_lookup.h"

#include <string.h>

/// For each length up to 15 the masks that keep that many bytes of two words.
#define ONES(bytes) ((bytes) >= 8 ? ~0ull : ((1ull << ((bytes) & 7) * 8) - 1))
#define PAIR(length) {ONES(length), (length) <= 8 ? 0 : ONES((length) - 8)}
static const uint64_t masks[16][2] = {PAIR(0),  PAIR(1),  PAIR(2),  PAIR(3),  PAIR(4),  PAIR(5),
                                      PAIR(6),  PAIR(7),  PAIR(8),  PAIR(9),  PAIR(10), PAIR(11),
                                      PAIR(12), PAIR(13), PAIR(14), PAIR(15)};

static inline uint64_t word_at(const uint8_t *text) {
  uint64_t word;
  memcpy(&word, text, 8);
  return word;
}

/// Units are taken so many at a time: their entries are asked for at once, and come while the keys of the next are made.
enum { BATCH = 64 };

typedef struct {
  uint64_t low, high;
  const uint64_t *entries;
} sought;

static inline sought seek(const uint64_t *entries, uint64_t low, uint64_t high) {
  sought unit = {low, high, entries + ullage_unit_place(low, high)};
  __builtin_prefetch(unit.entries);
  return unit;
}

/// Adds up what stands in front of the buckets; the numbers of the others, counted from `first`, go behind `missed`.
static inline uint64_t resolve(
  const sought *units, int32_t count, int32_t first, uint16_t *missed, int32_t *missed_count) {
  uint64_t total = 0;
  int32_t misses = *missed_count;
  for (int32_t at = 0; at < count; at++) {
    uint64_t found = units[at].entries[1];
    uint64_t difference = (units[at].entries[0] ^ units[at].low) | (found ^ units[at].high) << 8;
    uint64_t same = (uint64_t)0 - (difference == 0);
    // Keeps the compiler from making a branch of it.
    __asm__("" : "+r"(same));
    uint64_t cost = found >> 56 & same;
    total += cost;
    missed[misses] = (uint16_t)(first + at);
    misses += !cost;
  }
  *missed_count = misses;
  return total;
}

int64_t ullage_look_up_words(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
  sought units[BATCH];
  uint64_t total = 0;
  *missed_count = 0;
  for (int32_t first = 0; first < count; first += BATCH) {
    int32_t batch = count - first < BATCH ? count - first : BATCH;
    for (int32_t at = 0; at < batch; at++) {
      uint32_t start = borders[(first + at) * 2];
      uint32_t length = borders[(first + at) * 2 + 1] - start;
      uint32_t kept = length <= ULLAGE_LONGEST_UNIT ? length : 0;
      units[at] = seek(entries, word_at(text + start) & masks[kept][0], word_at(text + start + 8) & masks[kept][1]);
    }
    total += resolve(units, batch, first, missed, missed_count);
  }
  return (int64_t)total;
}

int64_t ullage_look_up_punctuation(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count) {
  sought units[BATCH];
  uint64_t total = 0;
  *missed_count = 0;
  for (int32_t first = 0; first < count; first += BATCH) {
    int32_t batch = count - first < BATCH ? count - first : BATCH;
    for (int32_t at = 0; at < batch; at++) {
      const uint8_t *start = text + borders[(first + at) * 2];
      const uint8_t *end = text + borders[(first + at) * 2 + 1];
      int64_t length = end - start;
      int64_t kept = length < ULLAGE_LONGEST_UNIT ? length : 0;
      uint64_t markers = 1 | (uint64_t)(start[-1] == ' ') << 1 | (uint64_t)((end[0] == ' ') & (end[1] != ' ')) << 2;
      markers &= (uint64_t)0 - (kept != 0);
      units[at] = seek(
        entries, word_at(start) & masks[kept][0], (word_at(start + 8) & masks[kept][1]) | markers << 48);
    }
    total += resolve(units, batch, first, missed, missed_count);
  }
  return (int64_t)total;
}
