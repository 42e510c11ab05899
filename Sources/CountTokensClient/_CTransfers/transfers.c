#include "transfers.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

// Each name of libcurl that is used here, once. All are there since 7.68, of January 2020.
#define EACH_FUNCTION(F) \
  F(curl_global_init) F(curl_easy_init) F(curl_easy_setopt) F(curl_easy_getinfo) F(curl_easy_cleanup) \
  F(curl_easy_strerror) F(curl_multi_init) F(curl_multi_setopt) F(curl_multi_add_handle) F(curl_multi_remove_handle) \
  F(curl_multi_perform) F(curl_multi_info_read) F(curl_multi_poll) F(curl_multi_wakeup) F(curl_multi_cleanup) \
  F(curl_slist_append) F(curl_slist_free_all)

#define MEMBER(name) __typeof__(&name) name;
static struct { EACH_FUNCTION(MEMBER) } library;
static bool is_loaded;
static pthread_once_t loading = PTHREAD_ONCE_INIT;

// Under the names that their calls would be hidden by.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

static void load(void) {
  // Of two builds of Debian's either will do.
  static const char *const names[] = {
#ifdef __APPLE__
      "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib",
#else
      "libcurl.so.4", "libcurl-gnutls.so.4",
#endif
  };
  void *opened = NULL;
  for (size_t index = 0; index < sizeof names / sizeof *names && !opened; index++)
    opened = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
  if (!opened) return;
#define LOOK_UP(name) \
  if (!(library.name = (__typeof__(&name))dlsym(opened, #name))) return;
  EACH_FUNCTION(LOOK_UP)
  // A program may end while the thread still speaks: OpenSSL, where it is that, then leaves its memory to the system.
  int (*keep)(uint64_t options, const void *settings) =
      (int (*)(uint64_t, const void *))dlsym(opened, "OPENSSL_init_crypto");
  if (keep) keep(0x80000, NULL); // OPENSSL_INIT_NO_ATEXIT
  is_loaded = library.curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct ullage_transfers {
  CURLM *multi;
};

/// What belongs to one request, beside libcurl's own.
typedef struct {
  CURL *easy;
  struct curl_slist *fields;
  ullage_request request;
  bool is_given_up;
} transfer;

ullage_transfers *ullage_transfers_make(long connections) {
  pthread_once(&loading, load);
  if (!is_loaded) return NULL;
  ullage_transfers *set = malloc(sizeof *set);
  if (!set) return NULL;
  set->multi = library.curl_multi_init();
  if (!set->multi) {
    free(set);
    return NULL;
  }
  library.curl_multi_setopt(set->multi, CURLMOPT_MAXCONNECTS, connections);
  library.curl_multi_setopt(set->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
  return set;
}

void ullage_transfers_free(ullage_transfers *set) {
  library.curl_multi_cleanup(set->multi);
  free(set);
}

static size_t read_body(char *bytes, size_t size, size_t count, void *context) {
  transfer *of = context;
  return of->request.body(bytes, size * count, of->request.context);
}

/// A body that was begun is not sent again: whoever asks counts the attempts, and decides about the next.
static int refuse_rewind(void *context, curl_off_t offset, int origin) {
  (void)context, (void)offset, (void)origin;
  return CURL_SEEKFUNC_FAIL;
}

static size_t take_head(char *bytes, size_t size, size_t count, void *context) {
  transfer *of = context;
  if (of->request.head(bytes, size * count, of->request.context)) return size * count;
  of->is_given_up = true;
  return 0;
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *context) {
  transfer *of = context;
  if (of->request.answer(bytes, size * count, of->request.context)) return size * count;
  of->is_given_up = true;
  return 0;
}

static void release(transfer *of) {
  if (of->easy) library.curl_easy_cleanup(of->easy);
  library.curl_slist_free_all(of->fields);
  free(of);
}

/// False where an option that matters is refused.
static bool configure(transfer *of) {
  const ullage_request *request = &of->request;
  CURL *easy = of->easy;
  bool fine = true;
#define SET(option, value) fine = fine && library.curl_easy_setopt(easy, option, value) == CURLE_OK
  SET(CURLOPT_PRIVATE, of);
  SET(CURLOPT_URL, request->address);
  SET(CURLOPT_PATH_AS_IS, 1L);
  SET(CURLOPT_HTTPHEADER, of->fields);
  SET(CURLOPT_POST, 1L);
  SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
  SET(CURLOPT_READFUNCTION, read_body);
  SET(CURLOPT_READDATA, of);
  SET(CURLOPT_SEEKFUNCTION, refuse_rewind);
  SET(CURLOPT_HEADERFUNCTION, take_head);
  SET(CURLOPT_HEADERDATA, of);
  SET(CURLOPT_WRITEFUNCTION, take_answer);
  SET(CURLOPT_WRITEDATA, of);
  SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
  SET(CURLOPT_TIMEOUT_MS, request->milliseconds);
  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  // The key goes where the address says: no proxy, no file of names and passwords.
  SET(CURLOPT_PROXY, "");
  SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  // Signals are the program's.
  SET(CURLOPT_NOSIGNAL, 1L);
#undef SET
#if LIBCURL_VERSION_NUM >= 0x075700
  // Who gives up does not wait for a name server; an older library does not know the option.
  library.curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
  return fine;
}

ullage_transfer ullage_transfer_begin(ullage_transfers *set, const ullage_request *request) {
  transfer *of = calloc(1, sizeof *of);
  if (!of) return 0;
  of->request = *request;
  bool fine = (of->easy = library.curl_easy_init()) != NULL;
  char *lines = strdup(request->fields), *rest = lines;
  fine = fine && lines;
  for (char *line; fine && (line = strsep(&rest, "\n"));) {
    struct curl_slist *longer = library.curl_slist_append(of->fields, line);
    fine = longer != NULL;
    if (fine) of->fields = longer;
  }
  free(lines);
  // The last use of what was lent: libcurl copies the address.
  if (fine && configure(of) && library.curl_multi_add_handle(set->multi, of->easy) == CURLM_OK) {
    of->request.address = NULL;
    of->request.fields = NULL;
    return (ullage_transfer)of;
  }
  release(of);
  return 0;
}

void ullage_transfer_end(ullage_transfers *set, ullage_transfer ended) {
  transfer *of = (transfer *)ended;
  library.curl_multi_remove_handle(set->multi, of->easy);
  release(of);
}

void ullage_transfers_run(ullage_transfers *set) {
  int running;
  library.curl_multi_perform(set->multi, &running);
}

static ullage_ending ending_of(CURLcode code) {
  switch ((int)code) {
    case CURLE_OK: return ULLAGE_ANSWERED;
    case CURLE_OPERATION_TIMEDOUT: return ULLAGE_TIMED_OUT;
    case CURLE_URL_MALFORMAT: return ULLAGE_NO_ADDRESS;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return ULLAGE_NO_CONNECTION;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND: return ULLAGE_BROKEN;
    case CURLE_SSL_CONNECT_ERROR: return ULLAGE_NO_ENCRYPTION;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return ULLAGE_UNTRUSTED;
    case CURLE_UNSUPPORTED_PROTOCOL: // an answer without a head
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case 100: // CURLE_TOO_LARGE, of 8.6
      return ULLAGE_DAMAGED;
    default: return ULLAGE_FAILED;
  }
}

ullage_transfer ullage_transfers_finished(
    ullage_transfers *set, ullage_ending *ending, long *status, const char **reason) {
  int left;
  CURLMsg *message = library.curl_multi_info_read(set->multi, &left);
  if (!message) return 0;
  CURLcode code = message->data.result;
  char *of = NULL;
  *status = 0;
  library.curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, status);
  library.curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &of);
  *ending = ((transfer *)of)->is_given_up ? ULLAGE_GIVEN_UP : ending_of(code);
  *reason = library.curl_easy_strerror(code);
  return (ullage_transfer)of;
}

void ullage_transfers_wait(ullage_transfers *set) {
  library.curl_multi_poll(set->multi, NULL, 0, 60 * 1000, NULL);
}

void ullage_transfers_wake(ullage_transfers *set) { library.curl_multi_wakeup(set->multi); }

// MARK: Threads

typedef struct {
  void (*body)(void *context);
  void *context;
} start;

static void *run(void *started) {
  start begin = *(start *)started;
  free(started);
  begin.body(begin.context);
  return NULL;
}

bool ullage_thread_start(void (*body)(void *context), void *context) {
  start *begin = malloc(sizeof *begin);
  if (!begin) return false;
  *begin = (start){body, context};
  // The new thread begins with the signals blocked that its maker blocks, and so do those that libcurl makes.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  bool is_started = pthread_create(&thread, NULL, run, begin) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (is_started) {
    pthread_detach(thread);
  } else {
    free(begin);
  }
  return is_started;
}
