// A window of blocks: its classes, where its runs lie, what its simple runs cost. Written once; each processor's ways
// are handed in.
#ifndef ULLAGE_WINDOW_H
#define ULLAGE_WINDOW_H
#include "block_any.h"

/// How it adds up what single bytes cost at some positions, of which some stand behind a space, some before one.
typedef int64_t single_pricer(
  const uint8_t *text, uint64_t singles, uint64_t behind_space, uint64_t before_space, const uint8_t (*cost)[128]);
typedef int32_t flattener(uint64_t bits, uint32_t base, uint16_t *out, int32_t count);

/// The ways of one processor.
typedef struct {
  byte_classifier *classify_bytes;
  byte_shaper *shape_bytes;
  scalar_classifier *classify_scalars;
  flattener *flatten;
  single_pricer *price_singles;
} ways;

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
  for (uint64_t at = starts; at; at = (((at << 1 & digit) << 1 & digit) << 1 & digit))
    count += __builtin_popcountll(at);
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

/// The classes of the block at `text`, of which `left` bytes can be read; those by bytes go to `bytes`.
INLINE text_classes take_block(
  const uint8_t *text, int64_t left, const uint8_t *scalars, ullage_scan *scan, byte_classes *bytes, ways by) {
  uint64_t there = left >= BLOCK ? ~(uint64_t)0 : ((uint64_t)1 << left) - 1;
  uint8_t padded[BLOCK + BEHIND];
  if (left < BLOCK + BEHIND) {
    memset(padded, 0, sizeof padded);
    memcpy(padded, text, (size_t)left);
    text = padded;
  }
  *bytes = by.classify_bytes(text);
  return classify(text, there, scalars, bytes, scan, by.shape_bytes, by.classify_scalars);
}

INLINE int64_t classify_window(
  const uint8_t *scalars, const uint8_t *text, int64_t length, int64_t left, const ullage_carry *carry,
  ullage_window *window, ways by) {
  ullage_scan scan = carry->scan;
  for (int64_t base = 0; base < length + BLOCK && base < left; base += BLOCK) {
    // The next window's text is far: to ask for it here takes 3% off the time of ASCII text.
    __builtin_prefetch(text + base + ULLAGE_WINDOW);
    byte_classes bytes;
    if (base == length) window->scan = scan;
    text_classes found = take_block(text + base, left - base, scalars, &scan, &bytes, by);
    int64_t at = base / BLOCK + 1;
    window->letter[at] = found.letter;
    window->punctuation[at] = found.punctuation;
    window->digit[at] = bytes.digit;
    window->space[at] = bytes.space;
    window->newline[at] = bytes.newline;
    window->tab[at] = bytes.tab;
    window->apostrophe[at] = bytes.apostrophe;
    window->hard_letter[at] = found.hard_letter;
    window->price_low[at] = found.price_low;
    window->price_high[at] = found.price_high;
    if (found.other && base + __builtin_ctzll(found.other) < length) return base + __builtin_ctzll(found.other);
  }
  return length;
}

/// Cuts the classes off behind `length` bytes.
INLINE void end_window(int64_t length, ullage_window *window) {
  int64_t at = (length + BLOCK - 1) / BLOCK;
  uint64_t inside = length % BLOCK ? ((uint64_t)1 << length % BLOCK) - 1 : ~(uint64_t)0;
  window->letter[at] &= inside;
  window->punctuation[at] &= inside;
  window->digit[at] &= inside;
  window->space[at] &= inside;
  window->newline[at] &= inside;
  window->tab[at] &= inside;
  window->apostrophe[at] &= inside;
  window->hard_letter[at] &= inside;
  window->letter[at + 1] = window->punctuation[at + 1] = window->space[at + 1] = 0;
}

INLINE uint64_t before(const uint64_t *classes, int64_t at) { return classes[at] << 1 | classes[at - 1] >> 63; }
INLINE uint64_t behind(const uint64_t *classes, int64_t at) { return classes[at] >> 1 | classes[at + 1] << 63; }

INLINE void split(
  const uint8_t *text, int64_t start, int64_t length, int ends, ullage_carry *carry, ullage_window *window, ways by) {
  int64_t blocks = (length + BLOCK - 1) / BLOCK;
  if (ends) end_window(length, window);
  window->letter[0] = carry->letter;
  window->punctuation[0] = carry->punctuation;
  window->space[0] = carry->space;
  window->newline[0] = carry->newline;
  window->tab[0] = carry->tab;
  uint64_t long_word_before = carry->long_word, long_punctuation_before = carry->long_punctuation;
  int32_t words = 0, punctuations = 0, apostrophes = 0;
  window->long_runs = 0;
  int64_t simple = 0;
  for (int64_t at = 1; at <= blocks; at++) {
    uint32_t base = (uint32_t)(at - 1) * BLOCK;
    uint64_t letter = window->letter[at], punctuation = window->punctuation[at];
    uint64_t letter_before = before(window->letter, at), letter_behind = behind(window->letter, at);
    uint64_t punctuation_before = before(window->punctuation, at), punctuation_behind = behind(window->punctuation, at);
    uint64_t space = window->space[at], newline = window->newline[at], tab = window->tab[at];
    uint64_t space_before = before(window->space, at), space_behind = behind(window->space, at);

    uint64_t single_words = letter & ~letter_before & ~letter_behind;
    uint64_t single_punctuation = punctuation & ~punctuation_before & ~punctuation_behind;
    uint64_t singles = single_words | single_punctuation;
    // Two spaces behind a run, or more, take no marker.
    uint64_t one_space_behind = space_behind & ~(space >> 2 | window->space[at + 1] << 62);
    if (singles)
      simple += by.price_singles(text + start + base, singles, space_before, one_space_behind, window->single_cost);

    uint64_t long_word = letter & ~single_words, long_punctuation = punctuation & ~single_punctuation;
    uint64_t word_borders = long_word ^ (long_word << 1 | long_word_before >> 63);
    uint64_t punctuation_borders = long_punctuation ^ (long_punctuation << 1 | long_punctuation_before >> 63);
    long_word_before = long_word;
    long_punctuation_before = long_punctuation;
    if (ends && at == blocks && length % BLOCK) {
      // Behind the stretch's last byte nothing ends.
      uint64_t inside = ((uint64_t)1 << length % BLOCK) - 1;
      word_borders &= inside;
      punctuation_borders &= inside;
    }
    words = by.flatten(word_borders, base, window->word_list, words);
    punctuations = by.flatten(punctuation_borders, base, window->punctuation_list, punctuations);

    uint64_t first_spaces = space & ~space_before;
    uint64_t alone = first_spaces & ~space_behind;
    uint64_t absorbed = alone & (letter_before | punctuation_before) & (letter_behind | punctuation_behind);
    simple += __builtin_popcountll(first_spaces) - __builtin_popcountll(absorbed);
    simple += __builtin_popcountll(
      (newline & ~before(window->newline, at)) | (tab & ~before(window->tab, at)));
    uint64_t hard = window->hard_letter[at];
    if (hard)
      simple += __builtin_popcountll(hard) + __builtin_popcountll(hard & window->price_low[at]) +
                2 * __builtin_popcountll(hard & window->price_high[at]);
    simple += count_digits(window->digit[at], carry);
    note_long_runs(space | newline | tab, start + base, carry, window);

    uint64_t opening = window->apostrophe[at] & ~punctuation_before & ~punctuation_behind & letter_behind;
    if (opening) apostrophes = by.flatten(opening, base, window->apostrophe_list, apostrophes);
  }
  window->word_borders = words;
  window->punctuation_borders = punctuations;
  window->apostrophes = apostrophes;
  window->simple_count = simple;
  carry->scan = window->scan;
  carry->long_word = long_word_before;
  carry->long_punctuation = long_punctuation_before;
  carry->letter = window->letter[blocks];
  carry->punctuation = window->punctuation[blocks];
  carry->space = window->space[blocks];
  carry->newline = window->newline[blocks];
  carry->tab = window->tab[blocks];
}

INLINE int64_t plain_length(const uint8_t *scalars, const uint8_t *text, int64_t length, ways by) {
  ullage_scan scan = {0};
  for (int64_t at = 0; at < length; at += BLOCK) {
    int64_t left = length - at;
    byte_classes bytes;
    uint64_t other = take_block(text + at, left, scalars, &scan, &bytes, by).other;
    if (other) return at + __builtin_ctzll(other);
  }
  return length;
}

INLINE int64_t next_stretch(
  const uint8_t *scalars, const uint8_t *text, int64_t start, int64_t end, ways by) {
  int64_t trailing = 0;
  ullage_scan scan = {0};
  for (int64_t at = start; at < end; at += BLOCK) {
    int64_t left = end - at;
    byte_classes bytes;
    uint64_t other = take_block(text + at, left, scalars, &scan, &bytes, by).other;
    if (left < BLOCK) other |= ~(uint64_t)0 << left;
    if (!other) {
      trailing += BLOCK;
      if (trailing >= ULLAGE_STRETCH) return at + BLOCK - trailing;
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

// MARK: Any processor

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

static inline int64_t price_singles(
  const uint8_t *text, uint64_t singles, uint64_t behind_space, uint64_t before_space, const uint8_t (*cost)[128]) {
  int64_t count = 0;
  for (; singles; singles &= singles - 1) {
    int at = __builtin_ctzll(singles);
    count += cost[(behind_space >> at & 1) | (before_space >> at & 1) << 1][text[at] & 0x7F];
  }
  return count;
}
#endif
