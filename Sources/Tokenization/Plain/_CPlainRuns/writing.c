#include <string.h>

#include "plain_runs.h"

#define EACH(byte) (0x0101010101010101ull * (byte))

/// The upper bit of the first byte that is 0, or none; further bits say nothing.
static uint64_t first_zero(uint64_t word) { return (word - EACH(1)) & ~word & EACH(0x80); }

/// The same for the first byte that may begin what is written otherwise.
static uint64_t first_lead(uint64_t word) {
  uint64_t control = (word - EACH(0x20)) & ~word & EACH(0x80);
  return control | first_zero(word ^ EACH(0x7F)) | first_zero(word ^ EACH(0xC2)) | first_zero(word ^ EACH(0xE2));
}

int64_t ullage_write(const uint8_t *text, int64_t length, int folds, uint8_t *out) {
  int64_t at = 0;
  uint8_t *to = out;
  while (at < length) {
    if (length - at >= 8) {
      uint64_t word;
      memcpy(&word, text + at, 8);
      memcpy(to, &word, 8);
      uint64_t lead = first_lead(word);
      int same = lead ? __builtin_ctzll(lead) / 8 : 8;
      at += same;
      to += same;
      if (!lead) continue;
    }
    ullage_writing writing = ullage_written(text + at, length - at, folds);
    *to = writing.byte ? writing.byte : text[at];
    to += writing.byte || !writing.length;
    at += writing.length ? writing.length : 1;
  }
  return to - out;
}
