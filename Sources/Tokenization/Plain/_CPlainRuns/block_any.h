// Blocks by any processor: by SSE2, 16 bytes at a time, where there is that, else byte by byte.
#ifndef ULLAGE_BLOCK_ANY_H
#define ULLAGE_BLOCK_ANY_H
#include "block.h"

/// The class byte of the scalar that begins at `text`. What is too long for its scalar, and circled letters, which are
/// symbols that stand in words, are marked as what normalisation may change.
INLINE uint8_t class_byte(const uint8_t *text, const uint8_t *scalars) {
  uint32_t rest = text[1] & 0x3F;
  if (text[0] < 0xE0) return scalars[(uint32_t)(text[0] & 0x1F) << 6 | rest];
  uint32_t scalar = (uint32_t)(text[0] & 0x0F) << 12 | rest << 6 | (text[2] & 0x3F);
  return scalar < 0x800 || scalar >> 7 == 0x2480 >> 7 ? UNSETTLED : scalars[scalar];
}

/// Writes the class bytes of the scalars that begin at `leads`, each at its place.
INLINE void spread_class_bytes(const uint8_t *text, uint64_t leads, const uint8_t *scalars, uint8_t *spread) {
  for (; leads; leads &= leads - 1) {
    int at = __builtin_ctzll(leads);
    spread[at] = class_byte(text + at, scalars);
  }
}

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

INLINE byte_classes classify_bytes(const uint8_t *text) {
  byte_classes all = {0};
  for (int shift = 0; shift < BLOCK; shift += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + shift));
    uint64_t newline = mask(equal(bytes, '\n'));
    uint64_t tab = mask(equal(bytes, '\t'));
    all.letter |= mask(below(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 26)) << shift;
    all.digit |= mask(below(bytes, '0', 10)) << shift;
    all.space |= mask(equal(bytes, ' ')) << shift;
    all.newline |= newline << shift;
    all.tab |= tab << shift;
    all.apostrophe |= mask(equal(bytes, '\'')) << shift;
    all.control |= (mask(_mm_or_si128(below(bytes, 0, 0x20), equal(bytes, 0x7F))) & ~(newline | tab)) << shift;
    all.high |= mask(bytes) << shift;
  }
  return all;
}
INLINE byte_shapes shape_bytes(const uint8_t *text) {
  byte_shapes all = {0};
  uint64_t c3 = 0;
  for (int shift = 0; shift < BLOCK; shift += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + shift));
    all.two |= mask(below(bytes, 0xC2, 30)) << shift;
    all.three |= mask(below(bytes, 0xE0, 16)) << shift;
    all.continuation |= mask(below(bytes, 0x80, 64)) << shift;
    all.latin |= mask(_mm_or_si128(below(bytes, 0xC3, 3), below(bytes, 0xD0, 2))) << shift;
    all.sign |= mask(_mm_or_si128(equal(bytes, 0x97), equal(bytes, 0xB7))) << shift;
    c3 |= mask(equal(bytes, 0xC3)) << shift;
  }
  all.sign = signs(all.sign, c3);
  return all;
}

INLINE scalar_classes classify_scalars(const uint8_t *text, uint64_t leads, const uint8_t *scalars) {
  // Where no scalar begins stands what belongs to no class.
  __m128i spread[4] = {_mm_set1_epi8(-1), _mm_set1_epi8(-1), _mm_set1_epi8(-1), _mm_set1_epi8(-1)};
  spread_class_bytes(text, leads, scalars, (uint8_t *)spread);
  scalar_classes all = {0};
  uint64_t wordy = 0, settled = 0;
  for (int part = 0; part < 4; part++) {
    int shift = part * 16;
    __m128i kind = _mm_and_si128(spread[part], _mm_set1_epi8(CLASS));
    wordy |= mask(below(kind, WORDY, 2)) << shift;
    all.mark |= mask(equal(kind, WORDY_MARK)) << shift;
    all.hard_letter |= mask(_mm_or_si128(equal(kind, HARD_LETTER), equal(kind, SPACE))) << shift;
    all.hard_punctuation |= mask(equal(kind, HARD_PUNCTUATION)) << shift;
    all.punctuation |= mask(equal(kind, PUNCTUATION)) << shift;
    settled |= (~mask(spread[part]) & 0xFFFF) << shift;
    // The mask takes the top bits: the bit looked for is shifted there.
    all.combining |= mask(_mm_slli_epi16(spread[part], 1)) << shift;
    all.price_high |= mask(_mm_slli_epi16(spread[part], 2)) << shift;
    all.price_low |= mask(_mm_slli_epi16(spread[part], 3)) << shift;
  }
  return settle(all, wordy, settled);
}
#else
INLINE byte_classes classify_bytes(const uint8_t *text) {
  // A loop of compares without branches: compilers for other processors turn it into vector code.
  byte_classes all = {0};
  for (int at = 0; at < BLOCK; at++) {
    uint8_t byte = text[at];
    all.letter |= (uint64_t)((uint8_t)((byte | 0x20) - 'a') < 26) << at;
    all.digit |= (uint64_t)((uint8_t)(byte - '0') < 10) << at;
    all.space |= (uint64_t)(byte == ' ') << at;
    all.newline |= (uint64_t)(byte == '\n') << at;
    all.tab |= (uint64_t)(byte == '\t') << at;
    all.apostrophe |= (uint64_t)(byte == '\'') << at;
    all.control |= (uint64_t)((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) << at;
    all.high |= (uint64_t)(byte >> 7) << at;
  }
  return all;
}

INLINE byte_shapes shape_bytes(const uint8_t *text) {
  byte_shapes all = {0};
  uint64_t c3 = 0;
  for (int at = 0; at < BLOCK; at++) {
    all.two |= (uint64_t)((uint8_t)(text[at] - 0xC2) < 30) << at;
    all.three |= (uint64_t)((uint8_t)(text[at] - 0xE0) < 16) << at;
    all.continuation |= (uint64_t)((uint8_t)(text[at] - 0x80) < 64) << at;
    all.latin |= (uint64_t)((uint8_t)(text[at] - 0xC3) < 3 || (uint8_t)(text[at] - 0xD0) < 2) << at;
    all.sign |= (uint64_t)(text[at] == 0x97 || text[at] == 0xB7) << at;
    c3 |= (uint64_t)(text[at] == 0xC3) << at;
  }
  all.sign = signs(all.sign, c3);
  return all;
}

INLINE scalar_classes classify_scalars(const uint8_t *text, uint64_t leads, const uint8_t *scalars) {
  scalar_classes all = {0};
  for (; leads; leads &= leads - 1) {
    uint8_t byte = class_byte(text + __builtin_ctzll(leads), scalars);
    uint64_t bit = leads & -leads;
    if (byte & UNSETTLED) {
      if ((byte & CLASS) > WORDY_MARK || !(byte & COMPOSES_BACKWARD)) continue;
      all.backward |= bit;
    } else if ((byte & CLASS) <= WORDY_MARK && !(byte & (COMPOSES_FORWARD | COMBINING))) {
      all.steady |= bit;
    }
    switch (byte & CLASS) {
    case WORDY_MARK: all.mark |= bit; all.letter |= bit; break;
    case WORDY: all.letter |= bit; break;
    case HARD_LETTER:
    case SPACE: all.hard_letter |= bit; break;
    case HARD_PUNCTUATION: all.hard_punctuation |= bit; break;
    case PUNCTUATION: all.punctuation |= bit; break;
    }
    if (byte & COMBINING) all.combining |= bit;
    if (byte & PRICE_LOW) all.price_low |= bit;
    if (byte & PRICE_HIGH) all.price_high |= bit;
  }
  return all;
}
#endif
#endif
