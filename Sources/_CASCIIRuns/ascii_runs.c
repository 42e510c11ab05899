#include "ascii_runs.h"

#include <stdbool.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/// One bit for each of 64 bytes.
typedef struct {
  uint64_t letter, digit, space, newline, tab, apostrophe, graphic;
} classes;

#if defined(__SSE2__)
#include <emmintrin.h>

INLINE uint64_t below(__m128i bytes, int first, int count) {
  __m128i distance = _mm_sub_epi8(bytes, _mm_set1_epi8((char)first));
  __m128i clipped = _mm_min_epu8(distance, _mm_set1_epi8((char)(count - 1)));
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(distance, clipped));
}

INLINE uint64_t equal(__m128i bytes, int value) {
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)value)));
}

INLINE classes classify(const uint8_t *text) {
  classes all = {0};
  for (int part = 0; part < 4; part++) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + part * 16));
    int shift = part * 16;
    all.letter |= below(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 26) << shift;
    all.digit |= below(bytes, '0', 10) << shift;
    all.space |= equal(bytes, ' ') << shift;
    all.newline |= equal(bytes, '\n') << shift;
    all.tab |= equal(bytes, '\t') << shift;
    all.apostrophe |= equal(bytes, '\'') << shift;
    all.graphic |= below(bytes, 0x21, 94) << shift;
  }
  return all;
}
#else
INLINE classes classify(const uint8_t *text) {
  // A loop of compares without branches: compilers for other processors turn it into vector code.
  classes all = {0};
  for (int at = 0; at < 64; at++) {
    uint8_t byte = text[at];
    all.letter |= (uint64_t)((uint8_t)((byte | 0x20) - 'a') < 26) << at;
    all.digit |= (uint64_t)((uint8_t)(byte - '0') < 10) << at;
    all.space |= (uint64_t)(byte == ' ') << at;
    all.newline |= (uint64_t)(byte == '\n') << at;
    all.tab |= (uint64_t)(byte == '\t') << at;
    all.apostrophe |= (uint64_t)(byte == '\'') << at;
    all.graphic |= (uint64_t)((uint8_t)(byte - 0x21) < 94) << at;
  }
  return all;
}
#endif

/// The classes of the `length` bytes at `text`, at most 64; no more are read.
INLINE classes classify_some(const uint8_t *text, int64_t length) {
  if (length >= 64) return classify(text);
  uint8_t padded[64] = {0};
  memcpy(padded, text, (size_t)length);
  return classify(padded);
}

/// Appends the positions of the set bits. Eight are written whether they are there or not; the lists have room.
INLINE int32_t flatten(uint64_t bits, uint32_t base, uint16_t *out, int32_t count) {
  int32_t set = __builtin_popcountll(bits);
  uint16_t *to = out + count;
  for (int done = 0; done < set; done += 8) {
    for (int at = 0; at < 8; at++) {
      to[done + at] = (uint16_t)(base + (uint32_t)(bits ? __builtin_ctzll(bits) : 0));
      bits &= bits - 1;
    }
  }
  return count + set;
}

/// Tokens of the digit runs: a token starts at each run's start and every three digits on.
INLINE int64_t count_digits(uint64_t digit, ullage_carry *carry) {
  if (!digit) {
    carry->digit = 0;
    return 0;
  }
  uint64_t starts = digit & ~(digit << 1 | carry->digit);
  if (carry->digit && carry->digit_phase < 3) {
    // The run that goes on: its next token starts where its digits are a multiple of three.
    uint64_t until = ((uint64_t)2 << carry->digit_phase) - 1;
    if ((digit & until) == until) starts |= (uint64_t)1 << carry->digit_phase;
  }
  int64_t count = 0;
  for (uint64_t at = starts; at; at = (((at << 1 & digit) << 1 & digit) << 1 & digit)) count += __builtin_popcountll(at);
  uint64_t trailing = ~digit ? (uint64_t)__builtin_clzll(~digit) : 64;
  uint64_t before = trailing == 64 && carry->digit ? (3 - carry->digit_phase) % 3 : 0;
  carry->digit = digit >> 63;
  carry->digit_phase = (3 - (before + trailing) % 3) % 3;
  return count;
}

/// Notes the white space stretches longer than 16, each once.
INLINE void note_long_runs(uint64_t white, int64_t base, ullage_carry *carry, ullage_window *window) {
  int64_t leading = ~white ? __builtin_ctzll(~white) : 64;
  if (carry->white_length && carry->white_length + leading > 16) {
    int64_t start = base - carry->white_length;
    if (start + 1 != carry->last_long_start) {
      window->long_run[window->long_runs++] = start;
      carry->last_long_start = start + 1;
    }
  }
  uint64_t rest = white;
  if (carry->white_length) rest &= ~(leading == 64 ? ~(uint64_t)0 : ((uint64_t)1 << leading) - 1);
  uint64_t sixteen = rest & rest >> 1;
  sixteen &= sixteen >> 2;
  sixteen &= sixteen >> 4;
  sixteen &= sixteen >> 8;
  while (sixteen) {
    int first = __builtin_ctzll(sixteen);
    uint64_t run = rest >> first;
    int length = ~run ? __builtin_ctzll(~run) : 64 - first;
    if (length > 64 - first) length = 64 - first;
    if (length > 16) {
      window->long_run[window->long_runs++] = base + first;
      carry->last_long_start = base + first + 1;
    }
    sixteen &= first + length >= 64 ? 0 : ~(uint64_t)0 << (first + length);
  }
  if (!~white) {
    carry->white_length += 64;
  } else {
    carry->white_length = __builtin_clzll(~white);
  }
}

INLINE void split(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  window->word_borders = window->punctuation_borders = window->apostrophes = window->long_runs = 0;
  int64_t simple = 0;
  const uint8_t *at = text + start;
  classes now = classify_some(at, length);
  for (int64_t base = 0; base < length; base += 64) {
    int64_t rest = length - base - 64;
    classes next = {0};
    if (rest > 0) {
      next = classify_some(at + base + 64, rest);
    } else if (following) {
      next = classify_some(&following, 1);
    }
    uint64_t letter = now.letter, space = now.space;
    uint64_t punctuation = now.graphic & ~letter & ~now.digit;
    uint64_t marked = letter | punctuation;
    uint64_t next_punctuation = next.graphic & ~next.letter & ~next.digit;
    // Bit 63's neighbour; within a short block the neighbour's bit is clear already.
    uint64_t after_space = space >> 1 | next.space << 63;
    uint64_t after_marked = marked >> 1 | (next.letter | next_punctuation) << 63;
    uint64_t before_space = space << 1 | carry->space;

    uint64_t word_borders = letter ^ (letter << 1 | carry->letter);
    uint64_t punctuation_borders = punctuation ^ (punctuation << 1 | carry->punctuation);
    if (rest < 0) {
      // Behind the last byte nothing ends: that is the next window's, or the stretch's end.
      uint64_t inside = ((uint64_t)1 << (length - base)) - 1;
      word_borders &= inside;
      punctuation_borders &= inside;
    }
    window->word_borders = flatten(word_borders, (uint32_t)base, window->word, window->word_borders);
    window->punctuation_borders =
      flatten(punctuation_borders, (uint32_t)base, window->punctuation, window->punctuation_borders);

    uint64_t alone = space & ~before_space & ~after_space;
    uint64_t absorbed = alone & (marked << 1 | carry->marked) & after_marked;
    simple += __builtin_popcountll(space & ~before_space) - __builtin_popcountll(absorbed);
    simple += __builtin_popcountll(
      (now.newline & ~(now.newline << 1 | carry->newline)) | (now.tab & ~(now.tab << 1 | carry->tab)));
    simple += count_digits(now.digit, carry);
    note_long_runs(space | now.newline | now.tab, start + base, carry, window);

    uint64_t opening = now.apostrophe & ~(punctuation << 1 | carry->punctuation) &
                       ~(punctuation >> 1 | next_punctuation << 63) & (letter >> 1 | next.letter << 63);
    if (opening) window->apostrophes = flatten(opening, (uint32_t)base, window->apostrophe, window->apostrophes);

    int last = rest < 0 ? (int)(length - base - 1) : 63;
    carry->letter = letter >> last & 1;
    carry->punctuation = punctuation >> last & 1;
    carry->marked = marked >> last & 1;
    carry->space = space >> last & 1;
    carry->newline = now.newline >> last & 1;
    carry->tab = now.tab >> last & 1;
    now = next;
  }
  window->simple_count = simple;
}

void ullage_split_ascii_portable(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, following, carry, window);
}

#if defined(__x86_64__)
#include <cpuid.h>

__attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt"))) static void split_avx2(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, following, carry, window);
}

/// Whether the processor and the system offer AVX2, BMI1, BMI2 and POPCNT. Asked of the processor once and kept; a race
/// writes the same answer twice.
static bool has_avx2(void) {
  static int known = 0;
  int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (!answer) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    answer = 1;
    if (__get_cpuid(1, &a, &b, &c, &d) && (c & bit_OSXSAVE) && (c & bit_AVX) && (c & bit_POPCNT)) {
      unsigned low, high;
      __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
      if ((low & 6) == 6 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2) && (b & bit_BMI) &&
          (b & bit_BMI2) && __get_cpuid(0x80000001, &a, &b, &c, &d) && (c & bit_LZCNT))
        answer = 2;
    }
    __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  }
  return answer == 2;
}

void ullage_split_ascii(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  if (has_avx2())
    split_avx2(text, start, length, following, carry, window);
  else
    split(text, start, length, following, carry, window);
}
#else
void ullage_split_ascii(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, following, carry, window);
}
#endif

int64_t ullage_plain_length(const uint8_t *text, int64_t length) {
  int64_t at = 0;
#if defined(__SSE2__)
  for (; at + 16 <= length; at += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + at));
    uint64_t plain = below(bytes, 0x20, 95) | equal(bytes, '\n') | equal(bytes, '\t');
    if (plain != 0xFFFF) return at + __builtin_ctzll(~plain);
  }
#endif
  for (; at < length; at++) {
    uint8_t byte = text[at];
    if (!((uint8_t)(byte - 0x20) < 95 || byte == '\n' || byte == '\t')) return at;
  }
  return length;
}

/// One bit for each of the 64 bytes at `text` that is plain.
INLINE uint64_t plain_bits(const uint8_t *text) {
  uint64_t plain = 0;
#if defined(__SSE2__)
  for (int part = 0; part < 4; part++) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + part * 16));
    plain |= (below(bytes, 0x20, 95) | equal(bytes, '\n') | equal(bytes, '\t')) << part * 16;
  }
#else
  for (int at = 0; at < 64; at++) {
    uint8_t byte = text[at];
    plain |= (uint64_t)((uint8_t)(byte - 0x20) < 95 || byte == '\n' || byte == '\t') << at;
  }
#endif
  return plain;
}

int64_t ullage_next_stretch(const uint8_t *text, int64_t start, int64_t end) {
  int64_t trailing = 0;
  for (int64_t at = start; at < end; at += 64) {
    uint64_t plain;
    if (end - at >= 64) {
      plain = plain_bits(text + at);
    } else {
      uint8_t padded[64] = {0};
      memcpy(padded, text + at, (size_t)(end - at));
      plain = plain_bits(padded);
    }
    if (!~plain) {
      trailing += 64;
      if (trailing >= ULLAGE_STRETCH) return at + 64 - trailing;
      continue;
    }
    if (trailing + __builtin_ctzll(~plain) >= ULLAGE_STRETCH) return at - trailing;
    uint64_t enough = plain & plain >> 1;
    enough &= enough >> 2;
    enough &= enough >> 4;
    enough &= enough >> 8;
    enough &= enough >> 16;
    enough &= enough >> (ULLAGE_STRETCH - 32);
    if (enough) return at + __builtin_ctzll(enough);
    trailing = __builtin_clzll(~plain);
  }
  return end;
}
