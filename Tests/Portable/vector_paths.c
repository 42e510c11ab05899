// What the C code of Tokenization says of the same texts, hashed: one line for each level of vector code, which must be
// the same at every level and on every processor. `.ci/arm` compares them.
//
// Usage: vector_paths ROUNDS VOCABULARY...    (compiled vocabularies, at whose end the classes of scalars are)
#include "plain_runs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCALARS = 65536, LONGEST = 9000 };

static uint64_t random_state;

static uint64_t draw(uint64_t below) {
  uint64_t mixed = random_state += 0x9E3779B97F4A7C15ull;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9ull;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBull;
  return (mixed ^ mixed >> 31) % below;
}

static uint64_t hash;

static void note(int64_t value) {
  for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ ((uint64_t)value >> shift & 0xFF)) * 0x100000001B3ull;
}

static void note_all(const uint16_t *values, int64_t count) {
  note(count);
  for (int64_t at = 0; at < count; at++) note(values[at]);
}

static int64_t encode(uint32_t scalar, uint8_t *to) {
  if (scalar < 0x80) return to[0] = (uint8_t)scalar, 1;
  if (scalar < 0x800) return to[0] = 0xC0 | scalar >> 6, to[1] = 0x80 | (scalar & 0x3F), 2;
  if (scalar < 0x10000)
    return to[0] = 0xE0 | scalar >> 12, to[1] = 0x80 | (scalar >> 6 & 0x3F), to[2] = 0x80 | (scalar & 0x3F), 3;
  return to[0] = 0xF0 | scalar >> 18, to[1] = 0x80 | (scalar >> 12 & 0x3F), to[2] = 0x80 | (scalar >> 6 & 0x3F),
         to[3] = 0x80 | (scalar & 0x3F), 4;
}

/// Mostly of one script; now and then any scalar, a byte that is no UTF-8, a run of white space.
static int64_t make_text(uint8_t *text, int64_t most) {
  static const struct { uint32_t first, count; } scripts[] = {
      {0x20, 95}, {0x20, 95}, {0xC0, 0x17F - 0xC0}, {0x400, 0x80}, {0x370, 0x90}, {0x5D0, 27}, {0x620, 60},
      {0x900, 0x80}, {0xE00, 0x60}, {0x1000, 0xA0}, {0x2000, 0x100}, {0x3000, 0x100}, {0x4E00, 0x5000},
      {0xAC00, 0x2BA0}, {0x300, 0x70}, {0x1E00, 0x200}};
  int script = (int)draw(sizeof scripts / sizeof *scripts);
  uint64_t other = (uint64_t[]){0, 0, 1, 5, 40}[draw(5)];
  int64_t length = 0, wanted = 1 + (int64_t)draw((uint64_t)most);
  while (length < wanted) {
    uint64_t kind = draw(200);
    if (kind < other) {
      uint32_t scalar = (uint32_t)draw(0x20000);
      length += encode(scalar >= 0xD800 && scalar < 0xE000 ? 0x27 : scalar, text + length);
    } else if (kind == 198 && other > 1) {
      text[length++] = (uint8_t)(0x80 + draw(0x80));
    } else if (kind == 199) {
      int blank = " \n\t"[draw(3)];
      for (uint64_t left = draw(40); left; left--) text[length++] = (uint8_t)blank;
    } else if (kind < 120) {
      length += encode(scripts[script].first + (uint32_t)draw(scripts[script].count), text + length);
    } else {
      text[length++] = (uint8_t) "etaoin shrdlu, .'(\"0123456789A"[draw(30)];
    }
  }
  return length;
}

static void note_runs(int level, const uint8_t *scalars, const uint8_t *text, int64_t length) {
  static ullage_window window;
  static uint16_t words[ULLAGE_BORDERS], punctuation[ULLAGE_BORDERS], apostrophes[ULLAGE_BORDERS];
  static int64_t long_runs[ULLAGE_LONG_RUNS];
  memset(&window, 0, sizeof window);
  window.word_list = words;
  window.punctuation_list = punctuation;
  window.apostrophe_list = apostrophes;
  window.long_run = long_runs;
  for (int way = 0; way < 4; way++)
    for (int byte = 0; byte < 128; byte++) window.single_cost[way][byte] = (uint8_t)((way * 128 + byte) % 251);
  ullage_carry carry = {0};
  for (int64_t start = 0; start < length; start += ULLAGE_WINDOW) {
    int64_t part = length - start < ULLAGE_WINDOW ? length - start : ULLAGE_WINDOW;
    int64_t plain = ullage_classify_at(level, scalars, text + start, part, length - start, &carry, &window);
    note(plain);
    if (plain < part) return;
    ullage_split_at(level, text, start, part, start + part == length, &carry, &window);
    note(window.simple_count);
    note_all(words, window.word_borders);
    note_all(punctuation, window.punctuation_borders);
    note_all(apostrophes, window.apostrophes);
    for (int at = 0; at < window.long_runs; at++) note(long_runs[at]);
  }
}

static void note_units(int level) {
  static uint64_t entries[4 << ULLAGE_UNIT_BUCKET_BITS];
  static uint8_t text[16384];
  static uint16_t borders[512], missed[512];
  memset(entries, 0, sizeof entries);
  entries[0] = entries[2] = UINT64_MAX;
  for (int round = 0; round < 40; round++) {
    int64_t length = 1;
    int32_t count = 0;
    text[0] = ' ';
    for (uint64_t left = draw(150); left; left--) {
      if (draw(2)) text[length++] = ' ';
      borders[2 * count] = (uint16_t)length;
      for (uint64_t bytes = 1 + draw(draw(8) ? 4 : 24); bytes; bytes--) text[length++] = draw(2) ? 'a' : '-';
      borders[2 * count++ + 1] = (uint16_t)length;
      for (uint64_t blanks = draw(3); blanks; blanks--) text[length++] = ' ';
    }
    memset(text + length, '.', 32);
    int32_t left = 0;
    note(ullage_look_up_words_at(level, entries, text, borders, count, missed, &left));
    note_all(missed, left);
    note(ullage_look_up_punctuation_at(level, entries, text, borders, count, missed, &left));
    note_all(missed, left);
    // Some of the words have an entry from now on.
    for (int32_t unit = 0; unit < count; unit++) {
      int64_t bytes = borders[2 * unit + 1] - borders[2 * unit];
      if (bytes > ULLAGE_LONGEST_UNIT || draw(2)) continue;
      uint64_t key[2] = {0, 0};
      for (int64_t at = 0; at < bytes; at++) key[at / 8] |= (uint64_t)text[borders[2 * unit] + at] << at % 8 * 8;
      int64_t place = ullage_unit_place(key[0], key[1]);
      // No unit stands twice in its bucket.
      if (entries[place] == key[0] && (entries[place + 1] << 8) == (key[1] << 8)) continue;
      if (entries[place + 2] == key[0] && (entries[place + 3] << 8) == (key[1] << 8)) continue;
      entries[place + 2] = entries[place];
      entries[place + 3] = entries[place + 1];
      entries[place] = key[0];
      entries[place + 1] = key[1] | (1 + draw(255)) << 56;
    }
  }
}

int main(int count, char **arguments) {
  if (count < 3) return 64;
  int rounds = atoi(arguments[1]);
  static uint8_t scalars[8][SCALARS], text[LONGEST + 256];
  int tables = count - 2 < 8 ? count - 2 : 8;
  for (int table = 0; table < tables; table++) {
    FILE *file = fopen(arguments[2 + table], "rb");
    if (!file || fseek(file, -SCALARS, SEEK_END) || fread(scalars[table], 1, SCALARS, file) != SCALARS) return 66;
    fclose(file);
  }
  for (int level = 1; level <= ullage_vector_level(); level++) {
    hash = 0xCBF29CE484222325ull;
    random_state = 20261201;
    int64_t bytes = 0;
    for (int round = 0; round < rounds; round++) {
      int64_t length = make_text(text, draw(8) ? 400 : LONGEST - 100);
      const uint8_t *table = scalars[round % tables];
      bytes += length;
      int64_t plain = ullage_plain_length_at(level, table, text, length);
      note(plain);
      note(ullage_next_stretch_at(level, table, text, 0, length));
      note_runs(level, table, text, length);
      if (plain > 0) note_runs(level, table, text, plain);
    }
    uint64_t runs = hash;
    note_units(level);
    printf(
        "level %d: %d texts, %lld bytes, runs %016llx, units %016llx\n", level, rounds, (long long)bytes,
        (unsigned long long)runs, (unsigned long long)hash);
  }
  return 0;
}
