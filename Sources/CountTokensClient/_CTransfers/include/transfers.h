// HTTP requests under way on one thread, by the system's libcurl.
//
// The library is loaded when the first set is made, and not when the program starts: with what it needs itself (TLS,
// Kerberos, LDAP) it is thirty libraries, which a program that asks nobody should not wait for. None of its variadic
// functions can be called from Swift; no header of its own is visible from here.
#ifndef ULLAGE_TRANSFERS_H
#define ULLAGE_TRANSFERS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Requests under way, and connections that are kept for the next. One thread uses a set.
typedef struct ullage_transfers ullage_transfers;
/// The number of a transfer in its set; never 0.
typedef uintptr_t ullage_transfer;

/// A request by POST, and where its answer goes. The texts are copied.
typedef struct {
  const char *address;
  /// Header lines, each with a name and a value, with a line feed between them.
  const char *fields;
  /// The longest that may pass until there is a connection, and until the answer's last byte.
  long connect_milliseconds, milliseconds;
  /// Bytes of the body.
  size_t length;
  /// Given to the functions. It must live until the transfer is ended.
  void *context;
  /// Writes up to `most` further bytes of the body, and returns how many.
  size_t (*body)(char *bytes, size_t most, void *context);
  /// Takes a line of the answer's head, with its end; false gives the answer up.
  bool (*head)(const char *bytes, size_t count, void *context);
  /// Takes a part of the answer's body, unfolded; false gives the answer up.
  bool (*answer)(const char *bytes, size_t count, void *context);
} ullage_request;

/// How a transfer came to its end.
typedef enum {
  /// The answer is whole.
  ULLAGE_ANSWERED,
  /// One of the request's functions gave it up.
  ULLAGE_GIVEN_UP,
  ULLAGE_TIMED_OUT,
  /// The address is none.
  ULLAGE_NO_ADDRESS,
  /// No such host, or nobody listens there.
  ULLAGE_NO_CONNECTION,
  /// The connection ended before the answer did.
  ULLAGE_BROKEN,
  /// The two sides found no encryption, or the connection ended while they were at it.
  ULLAGE_NO_ENCRYPTION,
  /// The server's certificate is not to be trusted.
  ULLAGE_UNTRUSTED,
  /// What came is no HTTP, or cannot be unfolded.
  ULLAGE_DAMAGED,
  /// Any other failure.
  ULLAGE_FAILED,
} ullage_ending;

/// A set that keeps up to `connections` connections; NULL where libcurl is missing or too old.
ullage_transfers *ullage_transfers_make(long connections);
/// Ends a set whose transfers are all ended.
void ullage_transfers_free(ullage_transfers *set);

/// Begins a transfer; 0 where there is no memory. It must be ended.
ullage_transfer ullage_transfer_begin(ullage_transfers *set, const ullage_request *request);
/// Ends a transfer, whether it is finished or not.
void ullage_transfer_end(ullage_transfers *set, ullage_transfer transfer);

/// Moves what can be moved without waiting.
void ullage_transfers_run(ullage_transfers *set);
/// A transfer that is finished since, and how; 0 where there is none. `status` is the answer's, or 0; `reason` is
/// libcurl's own text, which never ends.
ullage_transfer ullage_transfers_finished(
    ullage_transfers *set, ullage_ending *ending, long *status, const char **reason);
/// Waits until something can be moved, or until the set is woken.
void ullage_transfers_wait(ullage_transfers *set);
/// Ends the wait, or the next one. Any thread may call it while the set lives.
void ullage_transfers_wake(ullage_transfers *set);

/// Runs `body` on a thread of its own, which no signal is sent to; false where the system has no thread left.
bool ullage_thread_start(void (*body)(void *context), void *context);
#endif
