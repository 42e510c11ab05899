// Looks the units of a window up in the memory of their costs, without a branch on what is found: a unit that has no
// entry goes on a list. A mispredicted branch here would wait for the memory's answer.
#ifndef ULLAGE_UNIT_LOOKUP_H
#define ULLAGE_UNIT_LOOKUP_H
#include <stdint.h>

/// Longest unit in bytes that has an entry, and the number of buckets as a power of two.
enum { ULLAGE_LONGEST_UNIT = 15, ULLAGE_UNIT_BUCKET_BITS = 17 };

/// Where a unit's bucket starts, in words of eight bytes: two entries of two words each.
static inline int64_t ullage_unit_place(uint64_t low, uint64_t high) {
  uint64_t mixed = (low ^ high * 0xC2B2AE3D27D4EB4Full) * 0x9E3779B97F4A7C15ull;
  return (int64_t)(mixed >> (64 - ULLAGE_UNIT_BUCKET_BITS)) * 4;
}

/// Lengths in bytes of words with a long entry, and the number of their buckets as a power of two.
enum { ULLAGE_SHORTEST_LONG_WORD = 16, ULLAGE_LONGEST_LONG_WORD = 31, ULLAGE_LONG_BUCKET_BITS = 14 };

/// Where a long word's bucket starts, in words of eight bytes: two entries of four words each.
static inline int64_t ullage_long_place(uint64_t first, uint64_t second, uint64_t third, uint64_t fourth) {
  uint64_t mixed = ((first ^ third * 0xFF51AFD7ED558CCDull) * 0x9E3779B97F4A7C15ull) ^
                   ((second ^ fourth * 0xC4CEB9FE1A85EC53ull) * 0xC2B2AE3D27D4EB4Full);
  return (int64_t)((mixed ^ mixed >> 32) * 0x9E3779B97F4A7C15ull >> (64 - ULLAGE_LONG_BUCKET_BITS)) * 8;
}

/// Asks the memory for what is at `place`, which need not be readable.
static inline void ullage_prefetch(const void *place) { __builtin_prefetch(place); }

/// Adds up the costs of those words that have an entry.
///
/// `borders` are `count` pairs of a start and an end from `text` on; sixteen bytes may be read from each start.
/// `missed` takes the numbers of the pairs that were not found and has room for one more than `count`; `missed_count`
/// says how many they are.
int64_t ullage_look_up_words(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count);

/// Adds up the costs of those words on the list of the missed that have a long entry, and takes them off. No byte
/// behind a word is read.
int64_t ullage_look_up_long_words(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, uint16_t *missed, int32_t *missed_count);

/// The same for runs of punctuation, whose border markers go by the spaces around them: one byte before each start and
/// two behind each end may be read.
int64_t ullage_look_up_punctuation(
  const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count);

// The same at a level no higher than `ullage_vector_level`, so that tests reach every path.

int64_t ullage_look_up_words_at(
  int level, const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count);

int64_t ullage_look_up_punctuation_at(
  int level, const uint64_t *entries, const uint8_t *text, const uint16_t *borders, int32_t count, uint16_t *missed,
  int32_t *missed_count);
#endif
