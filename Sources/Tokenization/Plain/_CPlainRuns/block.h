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
  // A scalar composes with its predecessor only if that composes forward. Letters that skip the look-up are treated as
  // composing.
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

/// Takes from the classes of scalars, by their class bytes alone, those that normalisation may change.
INLINE scalar_classes settle(scalar_classes all, uint64_t wordy, uint64_t settled) {
  all.backward = wordy & ~settled & all.price_high;
  all.steady = wordy & settled & ~all.price_low & ~all.combining;
  all.letter = (wordy & settled) | all.backward;
  all.mark &= all.letter;
  all.combining &= settled | all.backward;
  all.hard_letter &= settled;
  all.hard_punctuation &= settled;
  all.punctuation &= settled;
  return all;
}
#endif
