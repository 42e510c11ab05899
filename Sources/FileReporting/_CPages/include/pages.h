// The bytes of the pages and of what they share, embedded by embed.S.
#ifndef ULLAGE_PAGES_H
#define ULLAGE_PAGES_H
#include <stdint.h>

#define ULLAGE_EMBEDDED(name) \
  extern const uint8_t ullage_page_##name[]; \
  extern const uint8_t ullage_page_##name##_end[]; \
  static inline const uint8_t *ullage_page_##name##_bytes(void) { return ullage_page_##name; } \
  static inline intptr_t ullage_page_##name##_length(void) { \
    return (intptr_t)(ullage_page_##name##_end - ullage_page_##name); \
  }

ULLAGE_EMBEDDED(report)
ULLAGE_EMBEDDED(plan)
ULLAGE_EMBEDDED(style)
ULLAGE_EMBEDDED(shared)

#undef ULLAGE_EMBEDDED
#endif
