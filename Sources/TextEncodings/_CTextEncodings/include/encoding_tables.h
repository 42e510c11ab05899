// The bytes of encodings.table, embedded by embed.S.
#ifndef ULLAGE_ENCODING_TABLES_H
#define ULLAGE_ENCODING_TABLES_H
#include <stdint.h>

extern const uint8_t ullage_encoding_tables[];
extern const uint8_t ullage_encoding_tables_end[];
static inline const uint8_t *ullage_encoding_tables_bytes(void) { return ullage_encoding_tables; }
static inline intptr_t ullage_encoding_tables_length(void) {
  return (intptr_t)(ullage_encoding_tables_end - ullage_encoding_tables);
}
#endif
