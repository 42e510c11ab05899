// UTF-8 by 32 bytes at a time: Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2020). Three
// look-ups by half bytes, of a byte and the one before it, name what is wrong with the pair; what is left when all three
// agree is an error, or a third or fourth byte that the two or three before ask for.
#ifndef ULLAGE_UTF8_X86_H
#define ULLAGE_UTF8_X86_H
#include <immintrin.h>
#include <stdint.h>

enum {
  ULLAGE_TOO_SHORT = 1,
  ULLAGE_TOO_LONG = 2,
  ULLAGE_OVERLONG_3 = 4,
  ULLAGE_TOO_LARGE = 8,
  ULLAGE_SURROGATE = 16,
  ULLAGE_OVERLONG_2 = 32,
  // Also a fourth byte that makes a number too large, where the second is 0x80 to 0x8F.
  ULLAGE_OVERLONG_4 = 64,
  ULLAGE_TWO_CONTINUE = 128,
  ULLAGE_CARRY = ULLAGE_TOO_SHORT | ULLAGE_TOO_LONG | ULLAGE_TWO_CONTINUE,
};

#define ULLAGE_TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
#define ULLAGE_AVX2 __attribute__((target("avx2")))

// How many bytes are whole sequences in blocks of 32 before the first that is not; `first` becomes the place of the first
// byte among them that is not ASCII.
ULLAGE_AVX2 static inline intptr_t ullage_utf8_blocks(const uint8_t *text, intptr_t count, intptr_t *first) {
  const __m256i high_before = ULLAGE_TWICE(
      ULLAGE_TOO_LONG, ULLAGE_TOO_LONG, ULLAGE_TOO_LONG, ULLAGE_TOO_LONG, ULLAGE_TOO_LONG, ULLAGE_TOO_LONG,
      ULLAGE_TOO_LONG, ULLAGE_TOO_LONG, (char)ULLAGE_TWO_CONTINUE, (char)ULLAGE_TWO_CONTINUE, (char)ULLAGE_TWO_CONTINUE,
      (char)ULLAGE_TWO_CONTINUE, ULLAGE_TOO_SHORT | ULLAGE_OVERLONG_2, ULLAGE_TOO_SHORT,
      ULLAGE_TOO_SHORT | ULLAGE_OVERLONG_3 | ULLAGE_SURROGATE,
      ULLAGE_TOO_SHORT | ULLAGE_TOO_LARGE | ULLAGE_OVERLONG_4);
  const char large = (char)(ULLAGE_CARRY | ULLAGE_TOO_LARGE | ULLAGE_OVERLONG_4);
  const __m256i low_before = ULLAGE_TWICE(
      (char)(ULLAGE_CARRY | ULLAGE_OVERLONG_3 | ULLAGE_OVERLONG_2 | ULLAGE_OVERLONG_4),
      (char)(ULLAGE_CARRY | ULLAGE_OVERLONG_2), (char)ULLAGE_CARRY, (char)ULLAGE_CARRY,
      (char)(ULLAGE_CARRY | ULLAGE_TOO_LARGE), large, large, large, large, large, large, large, large,
      (char)(large | ULLAGE_SURROGATE), large, large);
  const char second = (char)(ULLAGE_TOO_LONG | ULLAGE_OVERLONG_2 | ULLAGE_TWO_CONTINUE);
  const __m256i high_here = ULLAGE_TWICE(
      ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT,
      ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT, (char)(second | ULLAGE_OVERLONG_3 | ULLAGE_OVERLONG_4),
      (char)(second | ULLAGE_OVERLONG_3 | ULLAGE_TOO_LARGE), (char)(second | ULLAGE_SURROGATE | ULLAGE_TOO_LARGE),
      (char)(second | ULLAGE_SURROGATE | ULLAGE_TOO_LARGE), ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT, ULLAGE_TOO_SHORT,
      ULLAGE_TOO_SHORT);
  const __m256i half = _mm256_set1_epi8(0x0F);
  __m256i last = _mm256_setzero_si256();
  intptr_t at = 0;
  for (; at + 32 <= count; at += 32) {
    const __m256i block = _mm256_loadu_si256((const __m256i *)(text + at));
    const uint32_t above = (uint32_t)_mm256_movemask_epi8(block);
    if (above == 0) {
      // The block before may have left a sequence open.
      if (at > 0 && (text[at - 1] >= 0x80 && (text[at - 1] >= 0xC0 || text[at - 2] >= 0xE0 || text[at - 3] >= 0xF0))) break;
      last = block;
      continue;
    }
    if (*first < 0) *first = at + __builtin_ctz(above);
    const __m256i middle = _mm256_permute2x128_si256(last, block, 0x21);
    const __m256i before = _mm256_alignr_epi8(block, middle, 15);
    const __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(high_before, _mm256_and_si256(_mm256_srli_epi16(before, 4), half)),
            _mm256_shuffle_epi8(low_before, _mm256_and_si256(before, half))),
        _mm256_shuffle_epi8(high_here, _mm256_and_si256(_mm256_srli_epi16(block, 4), half)));
    const __m256i third = _mm256_subs_epu8(_mm256_alignr_epi8(block, middle, 14), _mm256_set1_epi8(0xE0 - 0x80));
    const __m256i fourth = _mm256_subs_epu8(_mm256_alignr_epi8(block, middle, 13), _mm256_set1_epi8(0xF0 - 0x80));
    const __m256i wanted = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    const __m256i wrong = _mm256_xor_si256(wanted, pairs);
    if (!_mm256_testz_si256(wrong, wrong)) break;
    last = block;
  }
  // A sequence that begins in the last block is looked at by whoever goes on.
  intptr_t back = at;
  while (back > 0 && at - back < 3 && (text[back - 1] & 0xC0) == 0x80) back--;
  if (back > 0 && text[back - 1] >= 0xC0) at = back - 1;
  return at;
}
#endif
