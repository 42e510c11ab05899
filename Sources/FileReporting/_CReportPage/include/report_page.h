// The bytes of page.html, embedded by embed.S.
#ifndef ULLAGE_REPORT_PAGE_H
#define ULLAGE_REPORT_PAGE_H
#include <stdint.h>

extern const uint8_t ullage_report_page[];
extern const uint8_t ullage_report_page_end[];
static inline const uint8_t *ullage_report_page_bytes(void) { return ullage_report_page; }
static inline intptr_t ullage_report_page_length(void) {
  return (intptr_t)(ullage_report_page_end - ullage_report_page);
}
#endif
