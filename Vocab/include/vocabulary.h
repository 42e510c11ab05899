// The compiled vocabularies and the scalar properties, embedded by embed.S and used in place. `Vocab/README.md` says
// where they come from.
#ifndef ULLAGE_VOCABULARY_H
#define ULLAGE_VOCABULARY_H
#include <stdint.h>

#define ULLAGE_EMBEDDED(name)                                                     \
  extern const uint8_t name[];                                                    \
  extern const uint8_t name##_end[];                                              \
  static inline const void *name##_bytes(void) { return name; }                   \
  static inline intptr_t name##_length(void) { return (intptr_t)(name##_end - name); }

ULLAGE_EMBEDDED(ullage_vocabulary_v3)
ULLAGE_EMBEDDED(ullage_vocabulary_v4_7)
ULLAGE_EMBEDDED(ullage_unicode_table)
#endif
