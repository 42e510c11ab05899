// The compiled vocabularies and the scalar properties, embedded by embed.S and used in place. `Vocab/README.md` says where they come from.
#ifndef ULLAGE_VOCABULARY_H
#define ULLAGE_VOCABULARY_H
#include <stdint.h>
extern const uint8_t ullage_vocabulary_v3[];
extern const uint8_t ullage_vocabulary_v3_end[];
extern const uint8_t ullage_vocabulary_v4_7[];
extern const uint8_t ullage_vocabulary_v4_7_end[];
extern const uint8_t ullage_unicode_table[];
extern const uint8_t ullage_unicode_table_end[];
#endif
