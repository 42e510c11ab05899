// Finds the runs of plain text 64 bytes at a time: one bit a byte and class, run borders by shifting and comparing.
// Written once, compiled for the processor's baseline and, on x86-64, for AVX2 and AVX-512, chosen at run time.
//
// Text is plain where nothing has to be looked at more closely: no normalisation, no scalar beyond the basic plane, and
// no class but words, hard letters, punctuation, ASCII digits and white space. Not plain are besides:
//
//   controls other than TAB and LF; bytes that are not UTF-8
//   numbers and digits outside ASCII, selectors, circled letters
//   a mark behind anything but a word; a scalar with a combining class behind another
//   a scalar that may compose with its predecessor, unless that is a letter or mark that never composes forward; ASCII,
//   U+00C0–017F and U+0400–047F count as composing
//   an apostrophe behind hard punctuation or a hard letter, with a space between them or without
#ifndef ULLAGE_PLAIN_RUNS_H
#define ULLAGE_PLAIN_RUNS_H
#include "unit_lookup.h"
#include <stdint.h>

/// Bytes of one window and of one block, and the room that the lists of a window need.
enum { ULLAGE_WINDOW = 4096, ULLAGE_BLOCK = 64, ULLAGE_BORDERS = 4168, ULLAGE_LONG_RUNS = 264 };

/// Length of a stretch of plain text that is worth the start of the fast path; from 32 to 64.
enum { ULLAGE_STRETCH = 48 };

/// The last block of the window before, the blocks of a window, and the one behind it.
enum { ULLAGE_BLOCKS = ULLAGE_WINDOW / ULLAGE_BLOCK + 2 };

/// What one block of 64 bytes hands to the classes of the next. All zero where a stretch of text starts.
typedef struct {
  /// Bytes that belong to a scalar of the block before: all of them, and those of its classes.
  uint64_t continuation, letter, steady, punctuation, combining, hard, other;
  /// Hard letters and hard punctuation, and spaces, of the block before.
  uint64_t hard_before, space_before;
  /// Whether the scalar before is a letter or mark of a word, whether it is one that composes with nothing behind it,
  /// and whether it has a combining class.
  uint64_t letter_before, steady_before, combining_before;
} ullage_scan;

/// What one window hands to the next. All zero where a stretch of text starts.
typedef struct {
  /// Classes of the last block, and those of its words and punctuation that have more than one byte.
  uint64_t letter, punctuation, space, newline, tab, long_word, long_punctuation;
  uint64_t digit, digit_phase;
  /// White space so far at the end, and one more than the start of the long stretch noted last.
  int64_t white_length, last_long_start;
  ullage_scan scan;
} ullage_carry;

/// The classes of one window, then where its runs lie and what its simple runs cost. The lists are the caller's, and
/// the costs of single bytes. Borders are offsets from the window's start; words and punctuation of more than one byte
/// list starts and ends in turn, across windows: a run that goes on leaves its end to the next window.
typedef struct {
  uint64_t letter[ULLAGE_BLOCKS], punctuation[ULLAGE_BLOCKS], digit[ULLAGE_BLOCKS], space[ULLAGE_BLOCKS];
  uint64_t newline[ULLAGE_BLOCKS], tab[ULLAGE_BLOCKS], apostrophe[ULLAGE_BLOCKS];
  /// First bytes of hard letters, and the two bits of the price less one.
  uint64_t hard_letter[ULLAGE_BLOCKS], price_low[ULLAGE_BLOCKS], price_high[ULLAGE_BLOCKS];
  ullage_scan scan;
  int32_t word_borders;
  int32_t punctuation_borders;
  int32_t apostrophes;
  int32_t long_runs;
  /// Tokens of digits (one for three), of hard letters, of words and punctuation of a single byte, and of white space
  /// (one a run) less the single spaces between two marked runs.
  int64_t simple_count;
  /// What a word or a run of punctuation of that one byte costs: between no spaces, behind one, before one, between
  /// two.
  uint8_t single_cost[4][128];
  uint16_t *word_list;
  uint16_t *punctuation_list;
  /// Lone apostrophes that stand before a word.
  uint16_t *apostrophe_list;
  /// Starts of white space stretches longer than 16, as distances from the text's start.
  int64_t *long_run;
} ullage_window;

/// Classifies the `length` bytes (at most a window) at `text`, and the block behind them; returns how many of them are
/// plain. `left` bytes are left of the stretch, and no byte behind that is read.
///
/// `scalars` has the class byte of each scalar of the basic plane, as the compiled vocabulary.
int64_t ullage_classify(
  const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window);

/// Splits the first `length` bytes at `text + start`, a window that is classified, all plain. `ends` says that the
/// stretch ends there; where it does not, they are a whole window.
void ullage_split(
  const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry, ullage_window *window);

/// How many bytes from `text` on, at most `length`, are plain. The first bytes of a scalar that is cut off or broken
/// may be taken for plain.
int64_t ullage_plain_length(const uint8_t *scalars, const uint8_t *text, int64_t length);

/// Where the first ULLAGE_STRETCH plain bytes in a row start in `text[start..<end]`, or `end`.
int64_t ullage_next_stretch(const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end);

/// What is written for a scalar, 0 for nothing, and how many bytes the scalar has, 0 where it stays as it is.
typedef struct {
  uint8_t byte, length;
} ullage_writing;

/// What is written for the scalar at `text`, of which `left` bytes can be read: a space for a no-break or typographic space
/// or a line separator; where `folds`, an ASCII quote for ‘ ’ “ ”; nothing for a control other than TAB, LF and NUL with
/// ASCII behind it, which composes with nothing that a control kept apart. All others stay.
static inline ullage_writing ullage_written(const uint8_t *text, int64_t left, int folds) {
  ullage_writing stays = {0, 0};
  uint8_t first = text[0];
  if (left < 2) return stays;
  if (first < 0x20 || first == 0x7F)
    return first == '\t' || first == '\n' || first == 0 || text[1] >= 0x80 ? stays : (ullage_writing){0, 1};
  if (first == 0xC2 && text[1] == 0xA0) return (ullage_writing){' ', 2};
  if (left < 3) return stays;
  uint8_t last = text[2];
  if (first == 0xC2) return text[1] >= 0x80 && text[1] < 0xA0 && last < 0x80 ? (ullage_writing){0, 2} : stays;
  if (first != 0xE2 || text[1] != 0x80) return stays;
  if ((last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF) return (ullage_writing){' ', 3};
  if (folds && (last == 0x98 || last == 0x99)) return (ullage_writing){'\'', 3};
  if (folds && (last == 0x9C || last == 0x9D)) return (ullage_writing){'"', 3};
  return stays;
}

/// Copies `length` bytes from `text` to `out` with those scalars written so, and returns how many bytes that makes, at
/// most as many.
int64_t ullage_write(const uint8_t *text, int64_t length, int folds, uint8_t *out);

/// What the processor offers: 1 its baseline, 2 AVX2 with bit instructions, 3 AVX-512 with VBMI2.
int ullage_vector_level(void);

// The same at a level no higher than `ullage_vector_level`, so that tests reach every path.

int64_t ullage_classify_at(
  int level, const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window);

void ullage_split_at(
  int level, const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry,
  ullage_window *window);

int64_t ullage_plain_length_at(int level, const uint8_t *scalars, const uint8_t *text, int64_t length);

int64_t ullage_next_stretch_at(int level, const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end);
#endif
