#include "ascii_runs.h"

#include <stdbool.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/// Keeps where a mask comes from to itself: clang 21 would carry the arithmetic with masks over to vectors of single bits
/// and take these apart one by one, 360 instructions a block where 40 do.
#define HIDE(bits) __asm__("" : "+r"(bits))

/// One bit for each of 64 bytes. What is none of these is punctuation, within the bytes that are there.
typedef struct {
  uint64_t letter, digit, space, newline, tab, apostrophe;
} classes;

/// How a processor classifies 64 bytes, and how it appends the positions of set bits to a list.
typedef classes classifier(const uint8_t *text);
typedef int32_t flattener(uint64_t bits, uint32_t base, uint16_t *out, int32_t count);

#if defined(__SSE2__)
#include <emmintrin.h>

INLINE __m128i below(__m128i bytes, int first, int count) {
  __m128i distance = _mm_sub_epi8(bytes, _mm_set1_epi8((char)first));
  __m128i clipped = _mm_min_epu8(distance, _mm_set1_epi8((char)(count - 1)));
  return _mm_cmpeq_epi8(distance, clipped);
}

INLINE __m128i equal(__m128i bytes, int value) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)value)); }

INLINE uint64_t mask(__m128i bytes) {
  uint64_t bits = (uint32_t)_mm_movemask_epi8(bytes);
  HIDE(bits);
  return bits;
}

static inline classes classify(const uint8_t *text) {
  classes all = {0};
  for (int part = 0; part < 4; part++) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + part * 16));
    int shift = part * 16;
    __m128i letter = below(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 26);
    // The mask takes the top bits: those of bytes beyond ASCII, which are letters here, are set.
    all.letter |= mask(_mm_or_si128(letter, bytes)) << shift;
    all.digit |= mask(below(bytes, '0', 10)) << shift;
    all.space |= mask(equal(bytes, ' ')) << shift;
    all.newline |= mask(equal(bytes, '\n')) << shift;
    all.tab |= mask(equal(bytes, '\t')) << shift;
    all.apostrophe |= mask(equal(bytes, '\'')) << shift;
  }
  return all;
}
#else
static inline classes classify(const uint8_t *text) {
  // A loop of compares without branches: compilers for other processors turn it into vector code.
  classes all = {0};
  for (int at = 0; at < 64; at++) {
    uint8_t byte = text[at];
    all.letter |= (uint64_t)((uint8_t)((byte | 0x20) - 'a') < 26 || byte >= 0x80) << at;
    all.digit |= (uint64_t)((uint8_t)(byte - '0') < 10) << at;
    all.space |= (uint64_t)(byte == ' ') << at;
    all.newline |= (uint64_t)(byte == '\n') << at;
    all.tab |= (uint64_t)(byte == '\t') << at;
    all.apostrophe |= (uint64_t)(byte == '\'') << at;
  }
  return all;
}
#endif

/// The classes of the `length` bytes at `text`, at most 64; no more are read.
INLINE classes classify_some(const uint8_t *text, int64_t length, classifier *classify) {
  if (length >= 64) return classify(text);
  uint8_t padded[64] = {0};
  memcpy(padded, text, (size_t)length);
  return classify(padded);
}

/// What of the first `length` of 64 bytes, all plain, is punctuation.
INLINE uint64_t punctuation_of(const classes *all, int64_t length) {
  uint64_t there = length >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << length) - 1;
  return there & ~(all->letter | all->digit | all->space | all->newline | all->tab);
}

/// Appends the positions of the set bits. Eight are written whether they are there or not; the lists have room.
static inline int32_t flatten(uint64_t bits, uint32_t base, uint16_t *out, int32_t count) {
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
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window,
  classifier *classify, flattener *flatten) {
  window->word_borders = window->punctuation_borders = window->apostrophes = window->long_runs = 0;
  int64_t simple = 0;
  const uint8_t *at = text + start;
  classes now = classify_some(at, length, classify);
  uint64_t punctuation = punctuation_of(&now, length);
  for (int64_t base = 0; base < length; base += 64) {
    int64_t rest = length - base - 64;
    classes next = {0};
    uint64_t next_punctuation = 0;
    if (rest > 0) {
      next = classify_some(at + base + 64, rest, classify);
      next_punctuation = punctuation_of(&next, rest);
    } else if (following) {
      next = classify_some(&following, 1, classify);
      next_punctuation = punctuation_of(&next, 1);
    }
    uint64_t letter = now.letter, space = now.space;
    uint64_t marked = letter | punctuation;
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
    punctuation = next_punctuation;
  }
  window->simple_count = simple;
}

/// What tells plain text, one bit for each of 64 bytes.
typedef struct {
  /// ASCII without controls other than TAB and LF.
  uint64_t ascii;
  /// C3, C4, C5, D0, D1: the first byte of U+00C0 to U+017F and U+0400 to U+047F, and which of them are C3.
  uint64_t lead, c3;
  /// 80 to BF, and which of them make a multiplication or a division sign behind C3.
  uint64_t continuation, sign;
} shapes;

typedef shapes shaper(const uint8_t *text);

#if defined(__SSE2__)
static inline shapes shape(const uint8_t *text) {
  shapes all = {0};
  for (int shift = 0; shift < 64; shift += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + shift));
    __m128i white = _mm_or_si128(equal(bytes, '\n'), equal(bytes, '\t'));
    all.ascii |= mask(_mm_or_si128(below(bytes, 0x20, 95), white)) << shift;
    if (!mask(bytes)) continue;
    all.lead |= mask(_mm_or_si128(below(bytes, 0xC3, 3), below(bytes, 0xD0, 2))) << shift;
    all.c3 |= mask(equal(bytes, 0xC3)) << shift;
    all.continuation |= mask(below(bytes, 0x80, 64)) << shift;
    all.sign |= mask(_mm_or_si128(equal(bytes, 0x97), equal(bytes, 0xB7))) << shift;
  }
  return all;
}
#else
static inline shapes shape(const uint8_t *text) {
  shapes all = {0};
  for (int at = 0; at < 64; at++) {
    uint8_t byte = text[at];
    all.ascii |= (uint64_t)((uint8_t)(byte - 0x20) < 95 || byte == '\n' || byte == '\t') << at;
    all.lead |= (uint64_t)((uint8_t)(byte - 0xC3) < 3 || (uint8_t)(byte - 0xD0) < 2) << at;
    all.c3 |= (uint64_t)(byte == 0xC3) << at;
    all.continuation |= (uint64_t)((uint8_t)(byte - 0x80) < 64) << at;
    all.sign |= (uint64_t)(byte == 0x97 || byte == 0xB7) << at;
  }
  return all;
}
#endif

/// The bytes of a block that are not plain: no such byte, a continuation byte too many or too few, or a sign. `carry`
/// holds the first bytes at the end of the block before: bit 0 of any kind, bit 1 of C3.
INLINE uint64_t not_plain(const shapes *all, uint64_t *carry) {
  if (!~all->ascii && !*carry) return 0;
  uint64_t expected = all->lead << 1 | (*carry & 1);
  uint64_t behind_c3 = all->c3 << 1 | *carry >> 1;
  *carry = all->lead >> 63 | (all->c3 >> 63) << 1;
  return ~(all->ascii | all->lead | all->continuation) | (all->continuation ^ expected) | (behind_c3 & all->sign);
}

INLINE shapes shape_some(const uint8_t *text, int64_t length, shaper *shape) {
  if (length >= 64) return shape(text);
  uint8_t padded[64] = {0};
  memcpy(padded, text, (size_t)length);
  return shape(padded);
}

INLINE bool is_lead(uint8_t byte) { return (uint8_t)(byte - 0xC3) < 3 || (uint8_t)(byte - 0xD0) < 2; }

INLINE int64_t plain_length(const uint8_t *text, int64_t length, shaper *shape) {
  uint64_t carry = 0;
  for (int64_t at = 0; at < length; at += 64) {
    shapes all = shape_some(text + at, length - at, shape);
    uint64_t other = not_plain(&all, &carry);
    if (!other) continue;
    // What is padding is not plain, so that nothing behind the text counts.
    int64_t end = at + __builtin_ctzll(other);
    return end > 0 && is_lead(text[end - 1]) ? end - 1 : end;
  }
  return length > 0 && is_lead(text[length - 1]) ? length - 1 : length;
}

INLINE int64_t next_stretch(const uint8_t *text, int64_t start, int64_t end, shaper *shape) {
  int64_t trailing = 0;
  uint64_t carry = 0;
  for (int64_t at = start; at < end; at += 64) {
    shapes all = shape_some(text + at, end - at, shape);
    uint64_t other = not_plain(&all, &carry);
    if (!other) {
      trailing += 64;
      if (trailing >= ULLAGE_STRETCH) return at + 64 - trailing;
      continue;
    }
    if (trailing + __builtin_ctzll(other) >= ULLAGE_STRETCH) return at - trailing;
    uint64_t enough = ~other & ~other >> 1;
    enough &= enough >> 2;
    enough &= enough >> 4;
    enough &= enough >> 8;
    enough &= enough >> 16;
    enough &= enough >> (ULLAGE_STRETCH - 32);
    if (enough) return at + __builtin_ctzll(enough);
    trailing = __builtin_clzll(other);
  }
  return end;
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

// AVX2: 32 bytes at a time.

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

AVX2 static inline __m256i below_avx2(__m256i bytes, int first, int count) {
  __m256i distance = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)first));
  __m256i clipped = _mm256_min_epu8(distance, _mm256_set1_epi8((char)(count - 1)));
  return _mm256_cmpeq_epi8(distance, clipped);
}

AVX2 static inline __m256i equal_avx2(__m256i bytes, int value) {
  return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)value));
}

AVX2 static inline uint64_t mask_avx2(__m256i bytes) {
  uint64_t bits = (uint32_t)_mm256_movemask_epi8(bytes);
  HIDE(bits);
  return bits;
}

AVX2 static inline classes classify_avx2(const uint8_t *text) {
  classes all = {0};
  for (int shift = 0; shift < 64; shift += 32) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + shift));
    __m256i letter = below_avx2(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), 'a', 26);
    all.letter |= mask_avx2(_mm256_or_si256(letter, bytes)) << shift;
    all.digit |= mask_avx2(below_avx2(bytes, '0', 10)) << shift;
    all.space |= mask_avx2(equal_avx2(bytes, ' ')) << shift;
    all.newline |= mask_avx2(equal_avx2(bytes, '\n')) << shift;
    all.tab |= mask_avx2(equal_avx2(bytes, '\t')) << shift;
    all.apostrophe |= mask_avx2(equal_avx2(bytes, '\'')) << shift;
  }
  return all;
}

AVX2 static void split_avx2(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, following, carry, window, classify_avx2, flatten);
}

AVX2 static inline shapes shape_avx2(const uint8_t *text) {
  shapes all = {0};
  for (int shift = 0; shift < 64; shift += 32) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + shift));
    __m256i white = _mm256_or_si256(equal_avx2(bytes, '\n'), equal_avx2(bytes, '\t'));
    all.ascii |= mask_avx2(_mm256_or_si256(below_avx2(bytes, 0x20, 95), white)) << shift;
    if (!mask_avx2(bytes)) continue;
    all.lead |= mask_avx2(_mm256_or_si256(below_avx2(bytes, 0xC3, 3), below_avx2(bytes, 0xD0, 2))) << shift;
    all.c3 |= mask_avx2(equal_avx2(bytes, 0xC3)) << shift;
    all.continuation |= mask_avx2(below_avx2(bytes, 0x80, 64)) << shift;
    all.sign |= mask_avx2(_mm256_or_si256(equal_avx2(bytes, 0x97), equal_avx2(bytes, 0xB7))) << shift;
  }
  return all;
}

AVX2 static int64_t plain_length_avx2(const uint8_t *text, int64_t length) {
  return plain_length(text, length, shape_avx2);
}

AVX2 static int64_t next_stretch_avx2(const uint8_t *text, int64_t start, int64_t end) {
  return next_stretch(text, start, end, shape_avx2);
}

// AVX-512: 64 bytes at a time, and positions by compressing.

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt,lzcnt")))

AVX512 static inline uint64_t below_avx512(__m512i bytes, int first, int count) {
  __m512i distance = _mm512_sub_epi8(bytes, _mm512_set1_epi8((char)first));
  return _mm512_cmplt_epu8_mask(distance, _mm512_set1_epi8((char)count));
}

AVX512 static inline uint64_t equal_avx512(__m512i bytes, int value) {
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)value));
}

AVX512 static inline classes classify_avx512(const uint8_t *text) {
  __m512i bytes = _mm512_loadu_si512(text);
  classes all;
  all.letter =
    below_avx512(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), 'a', 26) | _mm512_movepi8_mask(bytes);
  all.digit = below_avx512(bytes, '0', 10);
  all.space = equal_avx512(bytes, ' ');
  all.newline = equal_avx512(bytes, '\n');
  all.tab = equal_avx512(bytes, '\t');
  all.apostrophe = equal_avx512(bytes, '\'');
  return all;
}

static const uint8_t positions[64] = {
  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
  30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
  60, 61, 62, 63};

/// Writes 32 positions, or 64 where there are more than 32; the lists have room.
AVX512 static inline int32_t flatten_avx512(uint64_t bits, uint32_t base, uint16_t *out, int32_t count) {
  int32_t set = (int32_t)_mm_popcnt_u64(bits);
  __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(positions));
  __m512i from = _mm512_set1_epi16((short)base);
  _mm512_storeu_si512(
    out + count, _mm512_add_epi16(from, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(packed))));
  if (set > 32)
    _mm512_storeu_si512(
      out + count + 32, _mm512_add_epi16(from, _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(packed, 1))));
  return count + set;
}

AVX512 static void split_avx512(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  split(text, start, length, following, carry, window, classify_avx512, flatten_avx512);
}

AVX512 static inline shapes shape_avx512(const uint8_t *text) {
  shapes all = {0};
  __m512i bytes = _mm512_loadu_si512(text);
  all.ascii = below_avx512(bytes, 0x20, 95) | equal_avx512(bytes, '\n') | equal_avx512(bytes, '\t');
  if (!_mm512_movepi8_mask(bytes)) return all;
  all.lead = below_avx512(bytes, 0xC3, 3) | below_avx512(bytes, 0xD0, 2);
  all.c3 = equal_avx512(bytes, 0xC3);
  all.continuation = below_avx512(bytes, 0x80, 64);
  all.sign = equal_avx512(bytes, 0x97) | equal_avx512(bytes, 0xB7);
  return all;
}

AVX512 static int64_t plain_length_avx512(const uint8_t *text, int64_t length) {
  return plain_length(text, length, shape_avx512);
}

AVX512 static int64_t next_stretch_avx512(const uint8_t *text, int64_t start, int64_t end) {
  return next_stretch(text, start, end, shape_avx512);
}

/// What the processor and the system offer: 1 the baseline, 2 AVX2 with bit instructions, 3 AVX-512 with VBMI2. Asked of
/// the processor once and kept; a race writes the same answer twice.
static int vector_level(void) {
  static int known = 0;
  int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (answer) return answer;
  unsigned a = 0, b = 0, c = 0, d = 0;
  answer = 1;
  if (__get_cpuid(1, &a, &b, &c, &d) && (c & bit_OSXSAVE) && (c & bit_AVX) && (c & bit_POPCNT)) {
    unsigned low, high, extended;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) == 6 && __get_cpuid(0x80000001, &a, &b, &extended, &d) && (extended & bit_LZCNT) &&
        __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2) && (b & bit_BMI) && (b & bit_BMI2)) {
      answer = 2;
      unsigned wide = bit_AVX512F | bit_AVX512BW | bit_AVX512VL;
      if ((low & 0xE6) == 0xE6 && (b & wide) == wide && (c & bit_AVX512VBMI) && (c & bit_AVX512VBMI2)) answer = 3;
    }
  }
  __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  return answer;
}

int ullage_vector_level(void) { return vector_level(); }

void ullage_split_ascii_at(
  int level, const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry,
  ullage_window *window) {
  if (level >= 3)
    split_avx512(text, start, length, following, carry, window);
  else if (level == 2)
    split_avx2(text, start, length, following, carry, window);
  else
    split(text, start, length, following, carry, window, classify, flatten);
}

int64_t ullage_plain_length_at(int level, const uint8_t *text, int64_t length) {
  // Most stretches of other scripts end at once.
  if (length <= 0 || (text[0] >= 0x80 && !is_lead(text[0]))) return 0;
  if (level >= 3) return plain_length_avx512(text, length);
  return level == 2 ? plain_length_avx2(text, length) : plain_length(text, length, shape);
}

int64_t ullage_next_stretch_at(int level, const uint8_t *text, int64_t start, int64_t end) {
  if (level >= 3) return next_stretch_avx512(text, start, end);
  return level == 2 ? next_stretch_avx2(text, start, end) : next_stretch(text, start, end, shape);
}
#else
int ullage_vector_level(void) { return 1; }

void ullage_split_ascii_at(
  int level, const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry,
  ullage_window *window) {
  (void)level;
  split(text, start, length, following, carry, window, classify, flatten);
}

int64_t ullage_plain_length_at(int level, const uint8_t *text, int64_t length) {
  (void)level;
  return plain_length(text, length, shape);
}

int64_t ullage_next_stretch_at(int level, const uint8_t *text, int64_t start, int64_t end) {
  (void)level;
  return next_stretch(text, start, end, shape);
}
#endif

void ullage_split_ascii(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window) {
  ullage_split_ascii_at(ullage_vector_level(), text, start, length, following, carry, window);
}

int64_t ullage_plain_length(const uint8_t *text, int64_t length) {
  return ullage_plain_length_at(ullage_vector_level(), text, length);
}

int64_t ullage_next_stretch(const uint8_t *text, int64_t start, int64_t end) {
  return ullage_next_stretch_at(ullage_vector_level(), text, start, end);
}
