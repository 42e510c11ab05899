#include "icu_shims.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/uversion.h>

void ullage_icu_version(char *text) {
  UVersionInfo version;
  u_getVersion(version);
  u_versionToString(version, text);
}

void ullage_unicode_version(char *text) {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  u_versionToString(version, text);
}

int32_t ullage_nfc(const uint16_t *source, int32_t length, uint16_t *destination, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
  if (U_FAILURE(status)) return -1;
  int32_t written = unorm2_normalize(nfc, (const UChar *)source, length, (UChar *)destination, capacity, &status);
  return U_FAILURE(status) ? -1 : written;
}

int32_t ullage_general_category(int32_t scalar) { return u_charType(scalar); }
int32_t ullage_combining_class(int32_t scalar) { return u_getCombiningClass(scalar); }
int32_t ullage_trailing_combining_class(int32_t scalar) {
  return u_getIntPropertyValue(scalar, UCHAR_TRAIL_CANONICAL_COMBINING_CLASS);
}
int32_t ullage_nfc_quick_check(int32_t scalar) { return u_getIntPropertyValue(scalar, UCHAR_NFC_QUICK_CHECK); }
int32_t ullage_composition_first(int32_t scalar) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
  if (U_FAILURE(status)) return -1;
  UChar pair[8];
  int32_t length = unorm2_getRawDecomposition(nfc, scalar, pair, 8, &status);
  if (U_FAILURE(status) || length < 2) return -1;
  UChar32 first, second;
  int32_t at = 0;
  U16_NEXT(pair, at, length, first);
  if (at == length) return -1;
  U16_NEXT(pair, at, length, second);
  return unorm2_composePair(nfc, first, second) == scalar ? first : -1;
}
bool ullage_is_alphabetic(int32_t scalar) { return u_hasBinaryProperty(scalar, UCHAR_ALPHABETIC); }
bool ullage_is_uppercase(int32_t scalar) { return u_hasBinaryProperty(scalar, UCHAR_UPPERCASE); }
bool ullage_is_lowercase(int32_t scalar) { return u_hasBinaryProperty(scalar, UCHAR_LOWERCASE); }
int32_t ullage_simple_lowercase(int32_t scalar) { return u_tolower(scalar); }
