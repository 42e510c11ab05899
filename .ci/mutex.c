// Linked with programs that the thread sanitizer watches, on Linux: the slow way into a lock of Swift's Synchronization,
// which libswiftSynchronization.so goes through the kernel, unseen. Without it every lock that two threads wait for is
// reported as a race (Swift 6.3: 12 reports on a correct program of four threads and two locks; with it none).
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

SWIFT void lock_slow(uint32_t thread, SELF uint32_t *owner)
  __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");

SWIFT void lock_slow(uint32_t thread, SELF uint32_t *owner) {
  uint32_t nobody = 0;
  while (!__atomic_compare_exchange_n(owner, &nobody, thread, true, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    nobody = 0;
    sched_yield();
  }
}
