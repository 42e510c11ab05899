// An empty archive in the place of ICU's data, which would be 30 MB of a static program.
//
// The counting core calls normalisation (NFC) and character properties only. ICU compiles their tables into libicuuc
// itself (norm2_nfc_data.h, uchar_props_data.h), so nothing is ever looked up here; LinkageTests lists every call.
// The layout is that of ICU's data header (udata.h) and of a "CmnD" table of contents without entries (ucmndata.h).
#include <stdint.h>

#define NAMED(version) icudt##version##_dat
#define ENTRY(version) NAMED(version)

const struct {
  uint16_t header_length;
  uint8_t magic[2];
  uint16_t description_length, reserved;
  uint8_t is_big_endian, is_ebcdic, unit_length, padding;
  uint8_t format[4], format_version[4], data_version[4];
  uint8_t fill[8];
  uint32_t entries;
} ENTRY(ICU_VERSION) __attribute__((aligned(16))) = {32, {0xDA, 0x27}, 20, 0, 0, 0, 2, 0, "CmnD", {1}, {0}, {0}, 0};
