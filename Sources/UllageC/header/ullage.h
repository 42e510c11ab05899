/* Ullage: how many tokens a text or a request has for Claude, and whether it fits. Offline, exact where its basis says so.

   Link with -lullage (pkg-config ullage). One header, C99 and C++.

       ullage_counter *counter = NULL;
       char *complaint = NULL;
       if (ullage_counter_open("claude-opus-5", 13, NULL, 0, &counter, &complaint) != ULLAGE_OK) {
           fprintf(stderr, "%s\n", complaint);
           ullage_free(complaint);
       }
       int64_t tokens = ullage_count(counter, "hello, world", 12);    // 4
       ullage_counter_close(counter);

   Conventions that hold for every function:

   - Texts are UTF-8 with a length in bytes; they need no final zero and may hold zeros. A length that is greater than the
     memory behind the pointer is the caller's error; everything else that is wrong has a clear answer. NULL with length
     0 is the empty text.
   - Bytes that are not UTF-8 count as U+FFFD, one for each maximal broken part, as in Python's errors="replace".
   - A function that can fail returns ULLAGE_OK or another status. If `complaint` is not NULL, a failure writes a JSON
     object there: {"code", "message", "at", "remedy"}. Outputs are then left as they were.
   - What is returned through a `char **` is UTF-8 with a final zero, owned by the caller: ullage_free it.
   - Handles may be used from any number of threads at once, except a ledger, which one thread changes at a time. Closing is
     the last use. After fork, a child may use all handles if no other thread was inside the library at that moment.
   - Nothing is printed, no file is read, no connection is opened, no signal handler is set, and the process is never ended.
     There is no state but constant tables and caches behind a handle. */
#ifndef ULLAGE_H
#define ULLAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#define ULLAGE_NULLABLE _Nullable
#define ULLAGE_NONNULL _Nonnull
#else
#define ULLAGE_NULLABLE
#define ULLAGE_NONNULL
#endif

/* Status: the same numbers as the exit status of the program `ullage`. */
enum {
  ULLAGE_OK = 0,         /* done */
  ULLAGE_INCOMPLETE = 2, /* the model is not known, or it cannot be counted */
  ULLAGE_USAGE = 64,     /* an argument is wrong: an unknown option, a limit below 0 */
  ULLAGE_BAD_DATA = 65   /* the JSON, the UTF-8 or the Arrow data cannot be read */
};

/* How a number was obtained. */
enum {
  ULLAGE_EXACT = 0,    /* a rule proven on recorded counts: lower and upper are the number */
  ULLAGE_MODELLED = 1, /* few records, or a rule with a spread */
  ULLAGE_ASSUMED = 2   /* unknown: only the bounds are meant to hold */
};

/* What is counted of a text. */
enum {
  ULLAGE_CONTENT = 0, /* the text's own tokens, without a frame; the empty text has 0 */
  ULLAGE_MESSAGE = 1  /* the text as one user message, frame included: what the token-counting API returns */
};

typedef struct ullage_counter ullage_counter;
typedef struct ullage_ledger ullage_ledger;

/* A number of tokens with what is known of its truth. */
typedef struct ullage_tokens {
  int64_t tokens; /* the number */
  int64_t lower;  /* the least it may be */
  int64_t upper;  /* the most it may be: compare limits with this one */
  int32_t basis;  /* ULLAGE_EXACT, ULLAGE_MODELLED or ULLAGE_ASSUMED */
  int32_t as_of;  /* the day of the catalogue that was counted by, such as 20261121 */
} ullage_tokens;

/* The version of the library, such as "0.1.0". Static; do not free it. O(1). */
const char *ULLAGE_NONNULL ullage_version(void);

/* Frees what a function returned through a `char **`. NULL is nothing. */
void ullage_free(char *ULLAGE_NULLABLE text);

/* --- Counters ------------------------------------------------------------------------------------------------------- */

/* Opens a counter for a model, in any platform's spelling ("claude-opus-5", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
   or for a family ("v3", "v4.7", "v4.8"). NULL opens the catalogue's default model.

   `catalog` is a catalogue of your own in the form of models.json, laid over the built-in one fact by fact; NULL is none. A
   model's first day need not wait for a release of this library.

   Close it with ullage_counter_close. Less than 2 ms; memory for caches (6 MB for each thread that counts) is taken as it is needed.
   Fails with ULLAGE_INCOMPLETE for a model that is not known, ULLAGE_BAD_DATA for a catalogue that cannot be read. */
int32_t ullage_counter_open(const char *ULLAGE_NULLABLE model, size_t model_length,
                            const char *ULLAGE_NULLABLE catalog, size_t catalog_length,
                            ullage_counter *ULLAGE_NULLABLE *ULLAGE_NONNULL counter,
                            char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Closes a counter. Ledgers that were opened with it stay usable. NULL is nothing. */
void ullage_counter_close(ullage_counter *ULLAGE_NULLABLE counter);

/* What the counter counts for, as JSON: {"model", "family", "model_is_default", "as_of"}. Free it. */
char *ULLAGE_NONNULL ullage_counter_description(const ullage_counter *ULLAGE_NONNULL counter);

/* Every model of the counter's catalogue, as `ullage models --json` writes them. Free it. O(models), about 100 KB. */
char *ULLAGE_NONNULL ullage_models(const ullage_counter *ULLAGE_NONNULL counter);

/* --- Texts ---------------------------------------------------------------------------------------------------------- */

/* The tokens of a text, without a frame: the middle number; ullage_count_text has its bounds. Never fails, never waits.
   O(length): about 1.5 ns a byte, and 0.2 µs a call; no allocation once warm. */
int64_t ullage_count(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE text, size_t length);

/* The same with bounds and basis; `unit` is ULLAGE_CONTENT or ULLAGE_MESSAGE. Fails with ULLAGE_USAGE for another unit. */
int32_t ullage_count_text(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE text, size_t length,
                          int32_t unit, ullage_tokens *ULLAGE_NONNULL count);

/* The tokens of `count` texts that stand one behind the other in `bytes`: text i is bytes[offsets[i]] up to
   bytes[offsets[i + 1]], so there are count + 1 offsets, which never decrease. Writes `count` numbers to `tokens`.

   `threads` share the work, the caller's among them, where there is enough of it: about 64 KB for each; 0 takes as many as
   there are processors.
   Fails with ULLAGE_BAD_DATA where offsets decrease or begin below 0; nothing is then written. */
int32_t ullage_count_many(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE bytes,
                          const int64_t *ULLAGE_NONNULL offsets, size_t count, uint32_t threads,
                          int64_t *ULLAGE_NONNULL tokens, char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* The same for texts that lie anywhere: text i has lengths[i] bytes at texts[i], and NULL with length 0 is the empty text.
   Nothing is copied, which for texts of kilobytes is faster than putting them one behind the other. Never fails. */
void ullage_count_each(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE const *ULLAGE_NONNULL texts,
                       const size_t *ULLAGE_NONNULL lengths, size_t count, uint32_t threads, int64_t *ULLAGE_NONNULL tokens);

/* Writes to `bytes` the length of the longest prefix of a text that has at most `limit` tokens and ends between two
   characters (extended grapheme clusters). Counts are not monotone, so this is a search, not the first place over the limit.

   Fails with ULLAGE_USAGE for a limit below 0, ULLAGE_BAD_DATA for a text that is not UTF-8. O(what `limit` tokens take). */
int32_t ullage_longest_prefix(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE text, size_t length,
                              int64_t limit, size_t *ULLAGE_NONNULL bytes,
                              char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Parts a text so that each part has at most `limit` tokens as a text of its own: the longest that fits, one after the other.
   A single character that has more stands alone. Writes where the parts end, in bytes, to `ends`, and to `count` how many
   there are; where that is more than `capacity`, only so many ends are written: call again with room for all.

   Fails as ullage_longest_prefix does, and with ULLAGE_USAGE for a limit of 0. O(length), and some for each part. */
int32_t ullage_chunks(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE text, size_t length, int64_t limit,
                      size_t *ULLAGE_NULLABLE ends, size_t capacity, size_t *ULLAGE_NONNULL count,
                      char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* --- Arrow ---------------------------------------------------------------------------------------------------------- */

/* The Arrow C data interface, as its specification gives it. */
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"
#endif
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/* The tokens of every text of an Arrow array: string, large_string, string_view, their binary siblings, null, and dictionaries
   of these with any integer index; slices by `offset`. Nothing is copied. Writes `array->length` numbers to `tokens`, -1 for a
   null. The array stays the caller's; it is not released.

   `threads` as in ullage_count_many. Fails with ULLAGE_BAD_DATA for another type, for buffers that are missing, and for
   an index outside its dictionary; what was written by then is undefined. */
int32_t ullage_count_arrow(const ullage_counter *ULLAGE_NONNULL counter, const struct ArrowSchema *ULLAGE_NONNULL schema,
                           const struct ArrowArray *ULLAGE_NONNULL array, uint32_t threads, int64_t *ULLAGE_NONNULL tokens,
                           char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* --- Columns in, columns out ---------------------------------------------------------------------------------------- */

/* What follows takes columns of texts as ullage_count_arrow does and fills two structures of the caller's, `result_schema` and
   `result_array`, which the caller releases by their own release functions, as the interface has it. A row that is null is null
   in the result. Results of more than 2 GB of text fail with ULLAGE_BAD_DATA: give slices. */

/* The longest beginning of each text that has at most `limit` tokens, as a column of strings: see ullage_longest_prefix. A binary
   that is not UTF-8 gives a null. */
int32_t ullage_truncate_arrow(const ullage_counter *ULLAGE_NONNULL counter, const struct ArrowSchema *ULLAGE_NONNULL schema,
                              const struct ArrowArray *ULLAGE_NONNULL array, int64_t limit, uint32_t threads,
                              struct ArrowSchema *ULLAGE_NONNULL result_schema,
                              struct ArrowArray *ULLAGE_NONNULL result_array,
                              char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Each text in parts: a column of lists of {text: string, tokens: int64, start: int64, end: int64}; places are in code points. See
   ullage_chunks. A binary that is not UTF-8 gives a null. */
int32_t ullage_chunks_arrow(const ullage_counter *ULLAGE_NONNULL counter, const struct ArrowSchema *ULLAGE_NONNULL schema,
                            const struct ArrowArray *ULLAGE_NONNULL array, int64_t limit, uint32_t threads,
                            struct ArrowSchema *ULLAGE_NONNULL result_schema, struct ArrowArray *ULLAGE_NONNULL result_array,
                            char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Counts a column of request bodies: {tokens: int64, lower: int64, upper: int64, basis: string, model: string, error: string}. A
   body that cannot be counted has the complaint's JSON as its error and nothing else; it does not stop the others. `options` as in
   ullage_count_request. */
int32_t ullage_count_requests_arrow(const ullage_counter *ULLAGE_NONNULL counter,
                                    const struct ArrowSchema *ULLAGE_NONNULL schema,
                                    const struct ArrowArray *ULLAGE_NONNULL array, const char *ULLAGE_NULLABLE options,
                                    size_t options_length, uint32_t threads,
                                    struct ArrowSchema *ULLAGE_NONNULL result_schema,
                                    struct ArrowArray *ULLAGE_NONNULL result_array,
                                    char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Counts messages, each by itself: what a request of the counter's model has whose one message is of this role and this text. The
   columns have the same length; the result is that of ullage_count_requests_arrow. */
int32_t ullage_count_messages_arrow(const ullage_counter *ULLAGE_NONNULL counter,
                                    const struct ArrowSchema *ULLAGE_NONNULL role_schema,
                                    const struct ArrowArray *ULLAGE_NONNULL role_array,
                                    const struct ArrowSchema *ULLAGE_NONNULL schema,
                                    const struct ArrowArray *ULLAGE_NONNULL array, uint32_t threads,
                                    struct ArrowSchema *ULLAGE_NONNULL result_schema,
                                    struct ArrowArray *ULLAGE_NONNULL result_array,
                                    char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* --- Requests ------------------------------------------------------------------------------------------------------- */

/* Counts the body of a Messages request, in any shape the program reads: JSON in, the JSON of `ullage count --request --json`
   out ("input_tokens", "lower", "upper", "basis", "parts", "notices"). The body's own model counts; where it names none, the counter's.

   `options` is a JSON object or NULL: "model" (counts instead of the body's), "betas" (array of strings: the anthropic-beta header),
   "as_of" ("2026-01-31"), "assume_model" (whose rules count where the model is not known). An option of another name fails.

   Fails with ULLAGE_BAD_DATA for what is no request, ULLAGE_INCOMPLETE for an unknown model, ULLAGE_USAGE for options. O(body). */
int32_t ullage_count_request(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE body, size_t body_length,
                             const char *ULLAGE_NULLABLE options, size_t options_length,
                             char *ULLAGE_NULLABLE *ULLAGE_NONNULL answer, char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Plans a request: does it fit its context window, with what headroom, and if not, what to change. JSON in, the JSON of
   `ullage plan --json` out.

   `options` as in ullage_count_request, and: "max_tokens", "window", "expected_output", "cached_tokens" (numbers), "risk" (the
   share of requests of which "fits" may be false, 0.0001 to 0.5; without it the verdict goes by the upper bound), "platform"
   ("api", "bedrock", "google", "foundry", "zenmux"), "endpoint" ("messages", "batches", "count_tokens"), "remedies" ("never", "where_needed",
   "always"; "where_needed" unless given), "next" (true: "room" says what fits next), "branches" (a number: what so many
   parallel calls with this prefix may add, bring back and cost), "rate_tier" ("start", "build", "scale": how long they wait),
   "when" (how full the window may get: tokens, or "80%"), "turns" (1 to 100, over which remedies are priced; 10 unless given).

   Fails as ullage_count_request does. O(body), and one count for each remedy. */
int32_t ullage_plan_request(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE body, size_t body_length,
                            const char *ULLAGE_NULLABLE options, size_t options_length,
                            char *ULLAGE_NULLABLE *ULLAGE_NONNULL answer,
                            char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Learns corrections from what the API counted. `observations` is a JSON array of {"request": body, "input_tokens": what the
   API counted, "betas": array of strings or nothing}; the counter's own catalogue should have no corrections.

   Answers {"schema_version", "corrections", "pending", "catalog"}: "corrections" and "pending" name "model", "rule" (the one
   that leaves most doubt in a request) and "observations"; what is pending has "needed", 19. "catalog" is a catalogue for
   ullage_counter_open, whose counts of such requests are corrected and have bounds that hold for 95% each; null where nothing
   was learned. Requests whose count is exact are never corrected.

   Fails with ULLAGE_BAD_DATA for what is no such array, ULLAGE_INCOMPLETE for an unknown model. O(bodies). */
int32_t ullage_calibrate(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE observations, size_t length,
                         char *ULLAGE_NULLABLE *ULLAGE_NONNULL answer, char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* --- Ledgers -------------------------------------------------------------------------------------------------------- */

/* Opens a ledger: a conversation that grows, with its count at every step. It begins with a request body, whose messages
   are counted once; `options` as in ullage_plan_request. Close it with ullage_ledger_close. Fails as ullage_plan_request does. */
int32_t ullage_ledger_open(const ullage_counter *ULLAGE_NONNULL counter, const char *ULLAGE_NULLABLE body, size_t body_length,
                           const char *ULLAGE_NULLABLE options, size_t options_length,
                           ullage_ledger *ULLAGE_NULLABLE *ULLAGE_NONNULL ledger,
                           char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Appends a message: {"role", "content"} as JSON. Fails with ULLAGE_BAD_DATA, and the ledger is as it was. O(message). */
int32_t ullage_ledger_append(ullage_ledger *ULLAGE_NONNULL ledger, const char *ULLAGE_NULLABLE message, size_t length,
                             char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Appends an answer with the "usage" that the API gave with it, as JSON: {"input_tokens", "cache_read_input_tokens",
   "cache_creation_input_tokens", "output_tokens"}. From then on the ledger counts from what the API counted, and the answer's
   thinking as usage tells it. Writes 1 to `is_believed`, which may be NULL, or 0 where the usage is less than the messages take at
   least or the sum of several passes: the ledger then counts on as before.

   Fails with ULLAGE_BAD_DATA for what is no answer or no usage, and the ledger is as it was. O(answer). */
int32_t ullage_ledger_append_answer(ullage_ledger *ULLAGE_NONNULL ledger, const char *ULLAGE_NULLABLE message, size_t length,
                                    const char *ULLAGE_NULLABLE usage, size_t usage_length,
                                    int32_t *ULLAGE_NULLABLE is_believed,
                                    char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* What the ledger says, without a remedy: {"as_of", "input_tokens", "lower", "upper", "basis", "max_tokens", "window",
   "headroom", "messages", "measured", "risk"}; "measured" is what the API counted at the last answer whose usage was believed, or null;
   "risk" is what the option of that name makes the limit of the input, or null. Free it. O(1). */
char *ULLAGE_NONNULL ullage_ledger_state(const ullage_ledger *ULLAGE_NONNULL ledger);

/* Tokens that are left of the window when the input is as large as it may be, by its upper bound or by the option "risk", and
   all of max_tokens is written. O(1). */
int64_t ullage_ledger_headroom(const ullage_ledger *ULLAGE_NONNULL ledger);

/* Plans the conversation as it is, as ullage_plan_request does, from what the API counted last. O(conversation). */
int32_t ullage_ledger_plan(const ullage_ledger *ULLAGE_NONNULL ledger, char *ULLAGE_NULLABLE *ULLAGE_NONNULL answer,
                           char *ULLAGE_NULLABLE *ULLAGE_NULLABLE complaint);

/* Closes a ledger. NULL is nothing. */
void ullage_ledger_close(ullage_ledger *ULLAGE_NULLABLE ledger);

#ifdef __cplusplus
}
#endif

#endif
