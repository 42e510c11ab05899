// Blocks by AVX2, 32 bytes at a time, and by AVX-512, 64 at a time.
#ifndef ULLAGE_BLOCK_X86_H
#define ULLAGE_BLOCK_X86_H
#include <immintrin.h>

#include "block_any.h"

// MARK: AVX2

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

AVX2 INLINE __m256i below_avx2(__m256i bytes, int first, int count) {
  __m256i distance = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)first));
  __m256i clipped = _mm256_min_epu8(distance, _mm256_set1_epi8((char)(count - 1)));
  return _mm256_cmpeq_epi8(distance, clipped);
}

AVX2 INLINE __m256i equal_avx2(__m256i bytes, int value) {
  return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)value));
}

AVX2 INLINE uint64_t mask_avx2(__m256i bytes) {
  uint64_t bits = (uint32_t)_mm256_movemask_epi8(bytes);
  HIDE(bits);
  return bits;
}

AVX2 INLINE byte_classes classify_bytes_avx2(const uint8_t *text) {
  byte_classes all = {0};
  for (int shift = 0; shift < BLOCK; shift += 32) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + shift));
    uint64_t newline = mask_avx2(equal_avx2(bytes, '\n'));
    uint64_t tab = mask_avx2(equal_avx2(bytes, '\t'));
    uint64_t control = mask_avx2(_mm256_or_si256(below_avx2(bytes, 0, 0x20), equal_avx2(bytes, 0x7F)));
    all.letter |= mask_avx2(below_avx2(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), 'a', 26)) << shift;
    all.digit |= mask_avx2(below_avx2(bytes, '0', 10)) << shift;
    all.space |= mask_avx2(equal_avx2(bytes, ' ')) << shift;
    all.newline |= newline << shift;
    all.tab |= tab << shift;
    all.apostrophe |= mask_avx2(equal_avx2(bytes, '\'')) << shift;
    all.control |= (control & ~(newline | tab)) << shift;
    all.high |= mask_avx2(bytes) << shift;
  }
  return all;
}

AVX2 INLINE byte_shapes shape_bytes_avx2(const uint8_t *text) {
  byte_shapes all = {0};
  uint64_t c3 = 0;
  for (int shift = 0; shift < BLOCK; shift += 32) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + shift));
    all.two |= mask_avx2(below_avx2(bytes, 0xC2, 30)) << shift;
    all.three |= mask_avx2(below_avx2(bytes, 0xE0, 16)) << shift;
    all.continuation |= mask_avx2(below_avx2(bytes, 0x80, 64)) << shift;
    all.latin |= mask_avx2(_mm256_or_si256(below_avx2(bytes, 0xC3, 3), below_avx2(bytes, 0xD0, 2))) << shift;
    all.sign |= mask_avx2(_mm256_or_si256(equal_avx2(bytes, 0x97), equal_avx2(bytes, 0xB7))) << shift;
    c3 |= mask_avx2(equal_avx2(bytes, 0xC3)) << shift;
  }
  all.sign = signs(all.sign, c3);
  return all;
}

AVX2 INLINE scalar_classes classify_scalars_avx2(const uint8_t *text, uint64_t leads, const uint8_t *scalars) {
  __m256i spread[2] = {_mm256_set1_epi8(-1), _mm256_set1_epi8(-1)};
  spread_class_bytes(text, leads, scalars, (uint8_t *)spread);
  scalar_classes all = {0};
  uint64_t wordy = 0, settled = 0;
  for (int part = 0; part < 2; part++) {
    int shift = part * 32;
    __m256i kind = _mm256_and_si256(spread[part], _mm256_set1_epi8(CLASS));
    wordy |= mask_avx2(below_avx2(kind, WORDY, 2)) << shift;
    all.mark |= mask_avx2(equal_avx2(kind, WORDY_MARK)) << shift;
    all.hard_letter |= mask_avx2(_mm256_or_si256(equal_avx2(kind, HARD_LETTER), equal_avx2(kind, SPACE))) << shift;
    all.hard_punctuation |= mask_avx2(equal_avx2(kind, HARD_PUNCTUATION)) << shift;
    all.punctuation |= mask_avx2(equal_avx2(kind, PUNCTUATION)) << shift;
    settled |= (~mask_avx2(spread[part]) & 0xFFFFFFFF) << shift;
    all.combining |= mask_avx2(_mm256_slli_epi16(spread[part], 1)) << shift;
    all.price_high |= mask_avx2(_mm256_slli_epi16(spread[part], 2)) << shift;
    all.price_low |= mask_avx2(_mm256_slli_epi16(spread[part], 3)) << shift;
  }
  return settle(all, wordy, settled);
}

// MARK: AVX-512

#define AVX512 \
  __attribute__((target( \
    "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt,lzcnt")))

AVX512 INLINE uint64_t below_avx512(__m512i bytes, int first, int count) {
  __m512i distance = _mm512_sub_epi8(bytes, _mm512_set1_epi8((char)first));
  return _mm512_cmplt_epu8_mask(distance, _mm512_set1_epi8((char)count));
}

AVX512 INLINE uint64_t equal_avx512(__m512i bytes, int value) {
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)value));
}

AVX512 INLINE byte_classes classify_bytes_avx512(const uint8_t *text) {
  __m512i bytes = _mm512_loadu_si512(text);
  byte_classes all;
  all.letter = below_avx512(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), 'a', 26);
  all.digit = below_avx512(bytes, '0', 10);
  all.space = equal_avx512(bytes, ' ');
  all.newline = equal_avx512(bytes, '\n');
  all.tab = equal_avx512(bytes, '\t');
  all.apostrophe = equal_avx512(bytes, '\'');
  all.control =
    (_mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20)) | equal_avx512(bytes, 0x7F)) & ~(all.newline | all.tab);
  all.high = _mm512_movepi8_mask(bytes);
  return all;
}

AVX512 INLINE byte_shapes shape_bytes_avx512(const uint8_t *text) {
  __m512i bytes = _mm512_loadu_si512(text);
  byte_shapes all;
  all.two = below_avx512(bytes, 0xC2, 30);
  all.three = below_avx512(bytes, 0xE0, 16);
  all.continuation = below_avx512(bytes, 0x80, 64);
  all.latin = below_avx512(bytes, 0xC3, 3) | below_avx512(bytes, 0xD0, 2);
  all.sign = signs(equal_avx512(bytes, 0x97) | equal_avx512(bytes, 0xB7), equal_avx512(bytes, 0xC3));
  return all;
}

/// Class bytes of eight scalars.
INLINE uint64_t eight_class_bytes(const uint16_t *some, const uint8_t *scalars) {
  uint64_t bytes = 0;
  for (int at = 0; at < 8; at++) bytes |= (uint64_t)scalars[some[at]] << at * 8;
  return bytes;
}

/// As `class_byte`, for all leads at once: their bytes are brought together, and the classes spread again.
AVX512 INLINE scalar_classes classify_scalars_avx512(const uint8_t *text, uint64_t leads, const uint8_t *scalars) {
  __m512i first_bytes = _mm512_maskz_compress_epi8(leads, _mm512_loadu_si512(text));
  __m512i second_bytes = _mm512_maskz_compress_epi8(leads, _mm512_loadu_si512(text + 1));
  __m512i third_bytes = _mm512_maskz_compress_epi8(leads, _mm512_loadu_si512(text + 2));
  __m512i first = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(first_bytes));
  __m512i low_bits = _mm512_set1_epi16(0x3F);
  __m512i second = _mm512_and_si512(_mm512_cvtepu8_epi16(_mm512_castsi512_si256(second_bytes)), low_bits);
  __m512i third = _mm512_and_si512(_mm512_cvtepu8_epi16(_mm512_castsi512_si256(third_bytes)), low_bits);
  __mmask32 is_three = _mm512_cmpge_epu16_mask(first, _mm512_set1_epi16(0xE0));
  __m512i two = _mm512_or_si512(
    _mm512_slli_epi16(_mm512_and_si512(first, _mm512_set1_epi16(0x1F)), 6), second);
  // The first byte's upper half falls off the lane.
  __m512i three = _mm512_or_si512(
    _mm512_or_si512(_mm512_slli_epi16(first, 12), _mm512_slli_epi16(second, 6)), third);
  __m512i scalar = _mm512_mask_mov_epi16(two, is_three, three);

  // Asked for one by one: a gather of sixteen takes longer.
  uint16_t each[32];
  uint64_t bytes_of_eight[4] = {0};
  _mm512_storeu_si512(each, scalar);
  int count = (int)_mm_popcnt_u64(leads);
  for (int at = 0; at < (count < 32 ? count : 32); at += 8)
    bytes_of_eight[at / 8] = eight_class_bytes(each + at, scalars);
  __m256i bytes = _mm256_loadu_si256((const __m256i *)bytes_of_eight);
  __mmask32 doubtful =
    (is_three & _mm512_cmplt_epu16_mask(scalar, _mm512_set1_epi16(0x800))) |
    _mm512_cmpeq_epi16_mask(_mm512_srli_epi16(scalar, 7), _mm512_set1_epi16(0x2480 >> 7));
  bytes = _mm256_mask_mov_epi8(bytes, doubtful, _mm256_set1_epi8((char)UNSETTLED));

  __m512i spread = _mm512_maskz_expand_epi8(leads, _mm512_zextsi256_si512(bytes));
  __m512i kind = _mm512_and_si512(spread, _mm512_set1_epi8(CLASS));
  scalar_classes all;
  all.mark = equal_avx512(kind, WORDY_MARK);
  all.hard_letter = equal_avx512(kind, HARD_LETTER) | equal_avx512(kind, SPACE);
  all.hard_punctuation = equal_avx512(kind, HARD_PUNCTUATION);
  all.punctuation = equal_avx512(kind, PUNCTUATION);
  all.combining = _mm512_test_epi8_mask(spread, _mm512_set1_epi8(COMBINING));
  all.price_low = _mm512_test_epi8_mask(spread, _mm512_set1_epi8(PRICE_LOW));
  all.price_high = _mm512_test_epi8_mask(spread, _mm512_set1_epi8(PRICE_HIGH));
  uint64_t wordy = leads & _mm512_cmple_epu8_mask(kind, _mm512_set1_epi8(WORDY_MARK));
  return settle(all, wordy, leads & ~_mm512_movepi8_mask(spread));
}

static const uint8_t positions[64] = {
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
  48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

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

/// The costs of all 128 bytes lie in two registers, once for each way to stand between spaces.
AVX512 static inline int64_t price_singles_avx512(
  const uint8_t *text, uint64_t singles, uint64_t behind_space, uint64_t before_space, const uint8_t (*cost)[128]) {
  __m512i bytes = _mm512_maskz_loadu_epi8(singles, text);
  __m512i found[4];
  for (int way = 0; way < 4; way++)
    found[way] =
      _mm512_permutex2var_epi8(_mm512_loadu_si512(cost[way]), bytes, _mm512_loadu_si512(cost[way] + 64));
  __m512i costs = _mm512_mask_blend_epi8(
    before_space, _mm512_mask_blend_epi8(behind_space, found[0], found[1]),
    _mm512_mask_blend_epi8(behind_space, found[2], found[3]));
  return _mm512_reduce_add_epi64(
    _mm512_sad_epu8(_mm512_maskz_mov_epi8(singles, costs), _mm512_setzero_si512()));
}
#endif
