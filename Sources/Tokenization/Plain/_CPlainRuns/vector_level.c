#include "plain_runs.h"

#if defined(__x86_64__)
#include <cpuid.h>

/// What the processor and the system offer: 1 the baseline, 2 AVX2 with bit instructions, 3 AVX-512 with VBMI2. Asked
/// of the processor once and kept; a race writes the same answer twice.
int ullage_vector_level(void) {
  static int known = 0;
  int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (answer) return answer;
  unsigned a = 0, b = 0, c = 0, d = 0;
  answer = 1;
  if (__get_cpuid(1, &a, &b, &c, &d) && (c & bit_OSXSAVE) && (c & bit_AVX) && (c & bit_POPCNT)) {
    unsigned low, high, extended;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) == 6 && __get_cpuid(0x80000001, &a, &b, &extended, &d) && (extended & bit_LZCNT) &&
        __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2) && (b & bit_BMI) && (b & bit_BMI2)) {
      answer = 2;
      unsigned wide = bit_AVX512F | bit_AVX512BW | bit_AVX512VL | bit_AVX512DQ;
      if ((low & 0xE6) == 0xE6 && (b & wide) == wide && (c & bit_AVX512VBMI) && (c & bit_AVX512VBMI2) &&
          (c & bit_AVX512VPOPCNTDQ)) answer = 3;
    }
  }
  __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
  return answer;
}
#else
int ullage_vector_level(void) { return 1; }
#endif
