// What 64 bytes of text are, one bit a byte: their classes, what they cost where that needs no look-up, and where they
// are anything but plain. Bytes behind the first one of a scalar have the classes of that one.
#ifndef ULLAGE_BLOCK_H
#define ULLAGE_BLOCK_H
#include <string.h>

#include "plain_runs.h"

#define INLINE static inline __attribute__((always_inline))

/// Keeps where a mask comes from to itself: clang 21 would carry the arithmetic with masks over to vectors of single
/// bits and take these apart one by one, 360 instructions a block where 40 do.
#define HIDE(bits) __asm__("" : "+r"(bits))

/// A block, and how far one looks behind it: to the end of the scalar that its last byte begins.
enum { BLOCK = ULLAGE_BLOCK, BEHIND = 2 };

/// The parts of a scalar's class byte, and its classes.
enum { CLASS = 0x0F, PRICE_LOW = 0x10, PRICE_HIGH = 0x20, COMBINING = 0x40, UNSETTLED = 0x80 };
/// What the bits of the price say of letters and marks of words, the second one of unsettled ones.
enum { COMPOSES_FORWARD = PRICE_LOW, COMPOSES_BACKWARD = PRICE_HIGH };
enum { WORDY, WORDY_MARK, HARD_LETTER, HARD_PUNCTUATION, HARD_NUMBER, PUNCTUATION, DIGIT, SPACE };

/// Classes of bytes: ASCII letters; controls other than TAB and LF, with DEL; bytes from 80 on.
typedef struct {
  uint64_t letter, digit, space, newline, tab, apostrophe, control, high;
} byte_classes;

/// Bytes that begin a scalar of two or of three bytes, and those that go on with one; C3 to C5, D0 and D1; and
/// some bytes where there may be a multiplication or a division sign.
typedef struct {
  uint64_t two, three, continuation, latin, sign;
} byte_shapes;

/// Classes of scalars, at their first bytes. A space that is not ASCII is a hard letter here: it takes no markers and
/// has a price.
///
/// Letters are settled, but for those that may only compose with what stands before them; the others compose with
/// nothing behind them where they are steady.
typedef struct {
  uint64_t letter, backward, steady, mark, hard_letter, hard_punctuation, punctuation, combining, price_low, price_high;
} scalar_classes;

/// The ways of one processor.
typedef byte_classes byte_classifier(const uint8_t *text);
typedef byte_shapes byte_shaper(const uint8_t *text);
/// Classes of the scalars that begin at `leads`; of more than 32 the rest may be left out.
typedef scalar_classes scalar_classifier(const uint8_t *text, uint64_t leads, const uint8_t *scalars);

/// A block's classes.
typedef struct {
  uint64_t letter, punctuation;
  /// Where text is not plain. Behind the first such byte the other classes say nothing.
  uint64_t other;
  uint64_t hard_letter, price_low, price_high;
} text_classes;

/// The bytes of the scalars that begin at `leads`; `carry` goes from block to block.
INLINE uint64_t whole(uint64_t leads, uint64_t three, uint64_t *carry) {
  uint64_t bytes = leads | leads << 1 | (leads & three) << 2 | *carry;
  *carry = leads >> 63 | (leads & three) >> 62;
  return bytes;
}

/// Whether all scalars beyond ASCII are letters from U+00C0 to U+017F or from U+0400 to U+047F: most of what is written
/// with two bytes a letter needs no look-up.
INLINE int are_letters(const byte_shapes *shapes, const ullage_scan *scan) {
  return !((shapes->two & ~shapes->latin) | shapes->three | shapes->sign | scan->other | scan->hard_before >> 62);
}

/// Classes of a block with scalars beyond ASCII in it, before it or reaching into it.
INLINE text_classes classify_text(
  const uint8_t *text, uint64_t there, const uint8_t *scalars, const byte_classes *bytes, ullage_scan *scan,
  byte_shaper *shape_bytes, scalar_classifier *classify_scalars) {
  byte_shapes shapes = shape_bytes(text);
  uint64_t three = shapes.three, leads = (shapes.two | three) & there;
  uint64_t expected = leads << 1 | (leads & three) << 2 | scan->continuation;
  scan->continuation = leads >> 63 | (leads & three) >> 62;
  uint64_t other =
    (bytes->high & ~(leads | shapes.continuation)) | (shapes.continuation ^ expected) | bytes->control;
  text_classes found;
  if (are_letters(&shapes, scan)) {
    found.letter = bytes->letter | whole(leads, 0, &scan->letter);
    found.punctuation = scan->punctuation;
    found.other = other & there;
    found.hard_letter = found.price_low = found.price_high = 0;
    scan->punctuation = scan->combining = scan->hard = scan->steady = 0;
    scan->hard_before = scan->combining_before = scan->steady_before = 0;
    scan->letter_before = found.letter >> 63;
    return found;
  }
  scalar_classes all = classify_scalars(text, leads, scalars);
  // What may compose with a letter before it does not where that composes with nothing. Letters that take no look-up in
  // other blocks are taken for such as do.
  uint64_t steady = whole(all.steady & ~shapes.latin, three, &scan->steady);
  uint64_t changed = all.backward & ~(steady << 1 | scan->steady_before);
  scan->steady_before = steady >> 63;
  all.letter &= ~changed;
  all.mark &= ~changed;
  uint64_t known = all.letter | all.hard_letter | all.hard_punctuation | all.punctuation;
  other |= whole(leads & ~known, three, &scan->other);
  uint64_t letter = bytes->letter | whole(all.letter, three, &scan->letter);
  uint64_t combining = whole(all.combining, three, &scan->combining);
  uint64_t hard = whole(all.hard_letter | all.hard_punctuation, three, &scan->hard);
  uint64_t no_base = all.mark & ~((letter & ~other) << 1 | scan->letter_before);
  uint64_t in_doubt = all.combining & (combining << 1 | scan->combining_before);
  uint64_t ignored = 0;
  other |= whole((no_base | in_doubt) & leads, three, &ignored);
  uint64_t behind_hard = hard << 1 | scan->hard_before >> 63;
  uint64_t behind_space = (hard << 2 | scan->hard_before >> 62) & (bytes->space << 1 | scan->space_before >> 63);
  other |= bytes->apostrophe & (behind_hard | behind_space);

  scan->hard_before = hard;
  scan->letter_before = (letter & ~other) >> 63;
  scan->combining_before = combining >> 63;
  found.letter = letter;
  found.other = other & there;
  found.punctuation = whole(all.punctuation | all.hard_punctuation, three, &scan->punctuation);
  found.hard_letter = all.hard_letter;
  found.price_low = all.price_low;
  found.price_high = all.price_high;
  return found;
}

/// The classes of the bytes at `text` that are `there`; `BEHIND` bytes behind the block can be read.
INLINE text_classes classify(
  const uint8_t *text, uint64_t there, const uint8_t *scalars, const byte_classes *bytes, ullage_scan *scan,
  byte_shaper *shape_bytes, scalar_classifier *classify_scalars) {
  text_classes found = {bytes->letter, 0, bytes->control & there, 0, 0, 0};
  if (bytes->high | scan->continuation | scan->hard_before >> 62) {
    found = classify_text(text, there, scalars, bytes, scan, shape_bytes, classify_scalars);
  } else {
    scan->letter_before = bytes->letter >> 63;
    scan->steady_before = 0;
    scan->combining_before = 0;
    scan->hard_before = 0;
  }
  found.punctuation |= there & ~(bytes->letter | bytes->digit | bytes->space | bytes->newline | bytes->tab |
                                 bytes->control | bytes->high);
  scan->space_before = bytes->space;
  return found;
}

/// Where signs behind C3 may be: the C3 may stand before the block, or what follows it behind.
INLINE uint64_t signs(uint64_t endings, uint64_t c3) { return (endings & (c3 << 1 | 1)) | c3 >> 63; }

// MARK: Any processor

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

/// The class byte of the scalar that begins at `text`. What is too long for its scalar, and circled letters, which are
/// symbols that stand in words, are marked as what normalisation may change.
INLINE uint8_t class_byte(const uint8_t *text, const uint8_t *scalars) {
  uint32_t rest = text[1] & 0x3F;
  if (text[0] < 0xE0) return scalars[(uint32_t)(text[0] & 0x1F) << 6 | rest];
  uint32_t scalar = (uint32_t)(text[0] & 0x0F) << 12 | rest << 6 | (text[2] & 0x3F);
  return scalar < 0x800 || scalar >> 7 == 0x2480 >> 7 ? UNSETTLED : scalars[scalar];
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
#endif
#endif
