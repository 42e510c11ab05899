#include <string.h>

#include "plain_runs.h"

/// So many bytes are copied at once where none of them begins what is written otherwise.
enum { STRIDE = 32 };

/// Whether one of the bytes begins such a scalar, or one like it.
static int has_lead(const uint8_t *text) {
  uint8_t found = 0;
  for (int at = 0; at < STRIDE; at++) found |= (uint8_t)((text[at] == 0xC2) | (text[at] == 0xE2));
  return found;
}

int64_t ullage_write(const uint8_t *text, int64_t length, int folds, uint8_t *out) {
  int64_t at = 0;
  uint8_t *to = out;
  while (at < length) {
    int64_t until = at + STRIDE;
    if (until <= length && !has_lead(text + at)) {
      memcpy(to, text + at, STRIDE);
      to += STRIDE;
      at = until;
      continue;
    }
    if (until > length) until = length;
    while (at < until) {
      ullage_writing writing = {0, 0};
      if ((text[at] == 0xC2 && length - at >= 2) || (text[at] == 0xE2 && length - at >= 3))
        writing = ullage_written(text + at, folds);
      *to++ = writing.byte ? writing.byte : text[at];
      at += writing.byte ? writing.length : 1;
    }
  }
  return to - out;
}
