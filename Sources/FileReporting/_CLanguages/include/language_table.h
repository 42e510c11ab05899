// The bytes of languages.table, embedded by embed.S.
#ifndef ULLAGE_LANGUAGE_TABLE_H
#define ULLAGE_LANGUAGE_TABLE_H
#include <stdint.h>

extern const uint8_t ullage_language_table[];
extern const uint8_t ullage_language_table_end[];
static inline const uint8_t *ullage_language_table_bytes(void) { return ullage_language_table; }
static inline intptr_t ullage_language_table_length(void) {
  return (intptr_t)(ullage_language_table_end - ullage_language_table);
}
#endif
