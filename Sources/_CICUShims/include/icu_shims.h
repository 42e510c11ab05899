// The ICU calls Tokenization makes, under names that do not change with ICU's version: ICU's own C functions are
// macros with a version suffix, which Swift cannot see. No ICU header is visible from here.
#ifndef ULLAGE_ICU_SHIMS_H
#define ULLAGE_ICU_SHIMS_H
#include <stdbool.h>
#include <stdint.h>

/// ICU's version, for example "72.1"; `text` holds at least 20 bytes.
void ullage_icu_version(char *text);
/// The Unicode version of ICU's data, for example "15.0"; `text` holds at least 20 bytes.
void ullage_unicode_version(char *text);

/// NFC of `length` UTF-16 units. Returns the length of the result, or -1 where it does not fit or ICU refuses.
int32_t ullage_nfc(const uint16_t *source, int32_t length, uint16_t *destination, int32_t capacity);

/// General category, as ICU numbers it (U_UNASSIGNED = 0 …).
int32_t ullage_general_category(int32_t scalar);
/// Canonical combining class.
int32_t ullage_combining_class(int32_t scalar);
/// Canonical combining class of the last scalar of the full canonical decomposition.
int32_t ullage_trailing_combining_class(int32_t scalar);
/// NFC quick check: 0 no, 1 yes, 2 maybe.
int32_t ullage_nfc_quick_check(int32_t scalar);
/// The first scalar of the pair that composes to `scalar` under NFC, or -1 where `scalar` is no such composite.
int32_t ullage_composition_first(int32_t scalar);
bool ullage_is_alphabetic(int32_t scalar);
bool ullage_is_uppercase(int32_t scalar);
bool ullage_is_lowercase(int32_t scalar);
/// Simple (one to one) lower case mapping.
int32_t ullage_simple_lowercase(int32_t scalar);
#endif
