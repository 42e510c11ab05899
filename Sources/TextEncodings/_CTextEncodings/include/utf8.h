// Searches that every file goes through before it is counted, many bytes at a time.
#ifndef ULLAGE_UTF8_H
#define ULLAGE_UTF8_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// How many bytes from the first on are whole well-formed sequences of UTF-8 (Unicode 15.0, table 3-7). Of the last three
// bytes, those behind an incomplete block may be left out. `first` becomes the place of the first byte that is not ASCII,
// or -1. O(count).
static inline intptr_t ullage_utf8_whole(const uint8_t *text, intptr_t count, intptr_t *first) {
  const uint64_t high = 0x8080808080808080;
  intptr_t at = 0;
  *first = -1;
  while (at + 4 <= count) {
    while (at + 64 <= count) {
      uint64_t words[8];
      memcpy(words, text + at, sizeof words);
      if ((words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7]) & high) break;
      at += 64;
    }
    const intptr_t end = at + 64 <= count ? at + 64 : count;
    while (at < end && at + 4 <= count) {
      uint32_t four;
      memcpy(&four, text + at, sizeof four);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
      four = __builtin_bswap32(four);
#endif
      // Each first byte stands in the lowest eight bits, as the masks do.
      if (!(four & 0x80808080)) {
        at += 4;
        continue;
      }
      if (!(four & 0x80)) {
        at += __builtin_ctz(four & 0x80808080) / 8;
        continue;
      }
      if (*first < 0) *first = at;
      if ((four & 0xC0C0F0) == 0x8080E0 && (four & 0x200F) != 0 && (four & 0x200F) != 0x200D) {
        at += 3;
      } else if ((four & 0xC0E0) == 0x80C0 && (four & 0x1E) != 0) {
        at += 2;
      } else if ((four & 0xC0C0C0F8) == 0x808080F0 && (four & 0x3007) != 0 && (!(four & 4) || !(four & 0x3003))) {
        at += 4;
      } else {
        return at;
      }
    }
  }
  return at;
}

static inline bool ullage_has_nul(const uint8_t *text, intptr_t count) {
  return count > 0 && memchr(text, 0, (size_t)count) != 0;
}
#endif
