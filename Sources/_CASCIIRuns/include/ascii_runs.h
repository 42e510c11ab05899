// Finds the runs of plain text, ASCII and the letters of Latin and Cyrillic that take two bytes, 64 bytes at a time: one bit a byte and class, run borders by shifting and comparing.
// Written once, compiled for the processor's baseline and, on x86-64, for AVX2 and AVX-512, chosen at run time.
#ifndef ULLAGE_ASCII_RUNS_H
#define ULLAGE_ASCII_RUNS_H
#include "unit_lookup.h"
#include <stdint.h>

/// Bytes of one window, and the room that each of its lists needs.
enum { ULLAGE_WINDOW = 4096, ULLAGE_BORDERS = 4168, ULLAGE_LONG_RUNS = 264 };

/// Length of a stretch of plain text that is worth the start of the fast path; from 32 to 64.
enum { ULLAGE_STRETCH = 48 };

/// Where the runs of one window lie, and what its simple runs cost. The lists are the caller's. Borders are offsets from the window's start; words
/// and punctuation list starts and ends in turn, across windows: a run that goes on leaves its end to the next window.
typedef struct {
  int32_t word_borders;
  int32_t punctuation_borders;
  int32_t apostrophes;
  int32_t long_runs;
  /// Tokens of digits (one for three), of white space (one a run) less the single spaces between two marked runs.
  int64_t simple_count;
  uint16_t *word;
  uint16_t *punctuation;
  /// Lone apostrophes that stand before a letter.
  uint16_t *apostrophe;
  /// Starts of white space stretches longer than 16, as distances from the text's start.
  int64_t *long_run;
} ullage_window;

/// What one window hands to the next. All zero where a stretch of text starts.
typedef struct {
  uint64_t letter, punctuation, marked, space, newline, tab;
  uint64_t digit, digit_phase;
  /// White space so far at the end, and one more than the start of the long stretch noted last.
  int64_t white_length, last_long_start;
} ullage_carry;

/// Splits `length` bytes (at most a window) at `text + start`, all of them plain. `following` is the byte behind the
/// window, or 0 at the end of the stretch. Only bytes of the window are read.
void ullage_split_ascii(
  const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry, ullage_window *window);

/// How many bytes from `text` on, at most `length`, are plain: ASCII without controls other than TAB and LF, and the
/// letters from U+00C0 to U+017F and from U+0400 to U+047F, whole ones.
int64_t ullage_plain_length(const uint8_t *text, int64_t length);

/// Where the first ULLAGE_STRETCH plain bytes in a row start in `text[start..<end]`, or `end`.
int64_t ullage_next_stretch(const uint8_t *text, int64_t start, int64_t end);

/// What the processor offers: 1 its baseline, 2 AVX2 with bit instructions, 3 AVX-512 with VBMI2.
int ullage_vector_level(void);

// The same at a level no higher than `ullage_vector_level`, so that tests reach every path.

void ullage_split_ascii_at(
  int level, const uint8_t *text, int64_t start, int64_t length, uint8_t following, ullage_carry *carry,
  ullage_window *window);

int64_t ullage_plain_length_at(int level, const uint8_t *text, int64_t length);

int64_t ullage_next_stretch_at(int level, const uint8_t *text, int64_t start, int64_t end);
#endif
