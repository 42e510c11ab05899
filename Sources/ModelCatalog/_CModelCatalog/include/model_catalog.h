// The bytes of models.json, embedded by embed.S.
#ifndef ULLAGE_MODEL_CATALOG_H
#define ULLAGE_MODEL_CATALOG_H
#include <stdint.h>

extern const uint8_t ullage_models_json[];
extern const uint8_t ullage_models_json_end[];
static inline const uint8_t *ullage_models_json_bytes(void) { return ullage_models_json; }
static inline intptr_t ullage_models_json_length(void) {
  return (intptr_t)(ullage_models_json_end - ullage_models_json);
}
#endif
