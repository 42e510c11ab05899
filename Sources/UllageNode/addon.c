// The Node add-on: N-API over ullage.h, in plain C. It holds the library, so that one file is all that is installed.
//
// Every function takes what index.js has checked. Texts arrive as strings or as buffers, which are read in place; numbers
// of tokens go back as numbers, everything else as JSON. What fails throws an Error whose message is the complaint's JSON.
#include <node_api.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <ullage.h>

#define CHECKED(call)                                              \
    do {                                                           \
        if ((call) != napi_ok) return failed(env, "napi: " #call); \
    } while (0)

static napi_value failed(napi_env env, const char *message) {
    bool pending = false;
    napi_is_exception_pending(env, &pending);
    if (!pending) napi_throw_error(env, "internal", message);
    return NULL;
}

// Throws the complaint and frees it.
static napi_value complain(napi_env env, char *complaint) {
    napi_throw_error(env, "complaint", complaint ? complaint : "{}");
    ullage_free(complaint);
    return NULL;
}

// --- Texts -------------------------------------------------------------------------------------------------------------

// Short strings need no memory of their own.
enum { SHORT = 4096 };

typedef struct {
    const char *bytes;
    size_t length;
    char *owned;
    char room[SHORT];
} text_t;

static bool read_text(napi_env env, napi_value value, text_t *text) {
    text->owned = NULL;
    text->bytes = NULL;
    text->length = 0;
    napi_valuetype type;
    if (napi_typeof(env, value, &type) != napi_ok) return false;
    if (type == napi_null || type == napi_undefined) return true;
    if (type == napi_string) {
        size_t written = 0;
        if (napi_get_value_string_utf8(env, value, text->room, SHORT, &written) != napi_ok) return false;
        // Less than four bytes of room left: a character may have been cut off, so the length is asked for.
        if (written < SHORT - 4) {
            text->bytes = text->room;
            text->length = written;
            return true;
        }
        size_t length = 0;
        if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) return false;
        text->owned = malloc(length + 1);
        if (text->owned == NULL) return false;
        if (napi_get_value_string_utf8(env, value, text->owned, length + 1, &text->length) != napi_ok) return false;
        text->bytes = text->owned;
        return true;
    }
    void *data = NULL;
    return napi_get_typedarray_info(env, value, NULL, &text->length, &data, NULL, NULL) == napi_ok && (text->bytes = data, true);
}

static void free_text(text_t *text) { free(text->owned); }

static napi_value string_of(napi_env env, char *text) {
    napi_value value = NULL;
    if (text != NULL) napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
    ullage_free(text);
    return value;
}

static napi_value number_of(napi_env env, int64_t number) {
    napi_value value = NULL;
    napi_create_int64(env, number, &value);
    return value;
}

// --- Handles -----------------------------------------------------------------------------------------------------------

static void close_counter(napi_env env, void *handle, void *hint) {
    (void)env, (void)hint;
    ullage_counter_close(handle);
}

static void close_ledger(napi_env env, void *handle, void *hint) {
    (void)env, (void)hint;
    ullage_ledger_close(handle);
}

static void *handle_of(napi_env env, napi_value value) {
    void *handle = NULL;
    return napi_get_value_external(env, value, &handle) == napi_ok ? handle : NULL;
}

enum { MOST_ARGUMENTS = 4 };

static bool arguments(napi_env env, napi_callback_info info, napi_value *values) {
    size_t count = MOST_ARGUMENTS;
    return napi_get_cb_info(env, info, &count, values, NULL, NULL) == napi_ok;
}

// openCounter(model, catalog) → handle
static napi_value open_counter(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS], result = NULL;
    text_t model, catalog;
    if (!arguments(env, info, values) || !read_text(env, values[0], &model) || !read_text(env, values[1], &catalog))
        return failed(env, "arguments");
    ullage_counter *counter = NULL;
    char *complaint = NULL;
    int32_t status = ullage_counter_open(model.bytes, model.length, catalog.bytes, catalog.length, &counter, &complaint);
    free_text(&model);
    free_text(&catalog);
    if (status != ULLAGE_OK) return complain(env, complaint);
    CHECKED(napi_create_external(env, counter, close_counter, NULL, &result));
    return result;
}

// count(handle, text) → number
static napi_value count(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    text_t text;
    if (!arguments(env, info, values) || !read_text(env, values[1], &text)) return failed(env, "text");
    int64_t tokens = ullage_count(handle_of(env, values[0]), text.bytes, text.length);
    free_text(&text);
    return number_of(env, tokens);
}

// countText(handle, text, unit) → [tokens, lower, upper, basis, as_of]
static napi_value count_text(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS], result = NULL;
    text_t text;
    int32_t unit = 0;
    if (!arguments(env, info, values) || !read_text(env, values[1], &text)) return failed(env, "text");
    CHECKED(napi_get_value_int32(env, values[2], &unit));
    ullage_tokens found;
    ullage_count_text(handle_of(env, values[0]), text.bytes, text.length, unit, &found);
    free_text(&text);
    const int64_t numbers[] = {found.tokens, found.lower, found.upper, found.basis, found.as_of};
    const uint32_t length = sizeof numbers / sizeof *numbers;
    CHECKED(napi_create_array_with_length(env, length, &result));
    for (uint32_t index = 0; index < length; index++) CHECKED(napi_set_element(env, result, index, number_of(env, numbers[index])));
    return result;
}

// truncate(handle, text, limit) → bytes
static napi_value truncate_text(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    text_t text;
    int64_t limit = 0;
    if (!arguments(env, info, values) || !read_text(env, values[1], &text)) return failed(env, "text");
    CHECKED(napi_get_value_int64(env, values[2], &limit));
    size_t bytes = 0;
    char *complaint = NULL;
    int32_t status = ullage_longest_prefix(handle_of(env, values[0]), text.bytes, text.length, limit, &bytes, &complaint);
    free_text(&text);
    return status == ULLAGE_OK ? number_of(env, (int64_t)bytes) : complain(env, complaint);
}

// chunkEnds(handle, text, limit) → numbers
static napi_value chunk_ends(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS], result = NULL;
    text_t text;
    int64_t limit = 0;
    if (!arguments(env, info, values) || !read_text(env, values[1], &text)) return failed(env, "text");
    CHECKED(napi_get_value_int64(env, values[2], &limit));
    void *counter = handle_of(env, values[0]);
    size_t capacity = text.length / (limit > 0 ? (size_t)limit : 1) + 16, number = 0;
    size_t *ends = NULL;
    char *complaint = NULL;
    int32_t status = ULLAGE_OK;
    for (int attempt = 0; attempt < 2; attempt++) {
        free(ends);
        ends = malloc(capacity * sizeof *ends);
        if (ends == NULL) break;
        status = ullage_chunks(counter, text.bytes, text.length, limit, ends, capacity, &number, &complaint);
        if (status != ULLAGE_OK || number <= capacity) break;
        capacity = number;
    }
    free_text(&text);
    if (ends == NULL) return failed(env, "no memory");
    if (status != ULLAGE_OK) {
        free(ends);
        return complain(env, complaint);
    }
    napi_create_array_with_length(env, number, &result);
    for (size_t index = 0; index < number; index++) napi_set_element(env, result, (uint32_t)index, number_of(env, (int64_t)ends[index]));
    free(ends);
    return result;
}

// describe(handle) → JSON
static napi_value describe(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    if (!arguments(env, info, values)) return failed(env, "arguments");
    return string_of(env, ullage_counter_description(handle_of(env, values[0])));
}

// models(handle) → JSON
static napi_value models(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    if (!arguments(env, info, values)) return failed(env, "arguments");
    return string_of(env, ullage_models(handle_of(env, values[0])));
}

// --- Requests, here and off the event loop -------------------------------------------------------------------------------

typedef int32_t (*request_function)(const ullage_counter *, const char *, size_t, const char *, size_t, char **, char **);

static napi_value ask(napi_env env, napi_callback_info info, request_function function) {
    napi_value values[MOST_ARGUMENTS];
    text_t body, options;
    if (!arguments(env, info, values) || !read_text(env, values[1], &body) || !read_text(env, values[2], &options))
        return failed(env, "arguments");
    char *answer = NULL, *complaint = NULL;
    int32_t status = function(
        handle_of(env, values[0]), body.bytes, body.length, options.bytes, options.length, &answer, &complaint);
    free_text(&body);
    free_text(&options);
    return status == ULLAGE_OK ? string_of(env, answer) : complain(env, complaint);
}

static napi_value count_request(napi_env env, napi_callback_info info) { return ask(env, info, ullage_count_request); }
static napi_value plan_request(napi_env env, napi_callback_info info) { return ask(env, info, ullage_plan_request); }

// A question that a thread of Node's pool answers.
typedef struct {
    napi_async_work work;
    napi_deferred deferred;
    // Keeps the counter, and a buffer that is read in place, until the answer is there.
    napi_ref counter_kept, text_kept;
    const ullage_counter *counter;
    request_function function;
    text_t text, options;
    int64_t tokens;
    char *answer, *complaint;
    int32_t status;
} question_t;

static void answer_question(napi_env env, void *data) {
    (void)env;
    question_t *question = data;
    if (question->function == NULL) {
        question->tokens = ullage_count(question->counter, question->text.bytes, question->text.length);
    } else {
        question->status = question->function(
            question->counter, question->text.bytes, question->text.length, question->options.bytes, question->options.length,
            &question->answer, &question->complaint);
    }
}

static void finish_question(napi_env env, napi_status status, void *data) {
    question_t *question = data;
    napi_value value = NULL;
    if (status == napi_ok && question->status == ULLAGE_OK) {
        value = question->function == NULL ? number_of(env, question->tokens) : string_of(env, question->answer);
        napi_resolve_deferred(env, question->deferred, value);
    } else {
        napi_value message = NULL;
        napi_create_string_utf8(env, question->complaint ? question->complaint : "{}", NAPI_AUTO_LENGTH, &message);
        napi_create_error(env, NULL, message, &value);
        ullage_free(question->complaint);
        napi_reject_deferred(env, question->deferred, value);
    }
    napi_delete_reference(env, question->counter_kept);
    napi_delete_reference(env, question->text_kept);
    napi_delete_async_work(env, question->work);
    free_text(&question->text);
    free_text(&question->options);
    free(question);
}

// A reference to a value that may be a buffer; strings are copied, and the counter stands in for them.
static bool keep(napi_env env, napi_value value, napi_value otherwise, napi_ref *reference) {
    napi_valuetype type;
    if (napi_typeof(env, value, &type) != napi_ok) return false;
    return napi_create_reference(env, type == napi_object ? value : otherwise, 1, reference) == napi_ok;
}

static napi_value ask_later(napi_env env, napi_callback_info info, request_function function) {
    napi_value values[MOST_ARGUMENTS], name, promise = NULL;
    question_t *question = calloc(1, sizeof *question);
    if (question == NULL || !arguments(env, info, values)) return failed(env, "arguments");
    question->function = function;
    question->counter = handle_of(env, values[0]);
    CHECKED(napi_create_promise(env, &question->deferred, &promise));
    if (!read_text(env, values[1], &question->text) || (function != NULL && !read_text(env, values[2], &question->options)) ||
        napi_create_reference(env, values[0], 1, &question->counter_kept) != napi_ok ||
        !keep(env, values[1], values[0], &question->text_kept))
        return failed(env, "arguments");
    CHECKED(napi_create_string_utf8(env, "ullage", NAPI_AUTO_LENGTH, &name));
    CHECKED(napi_create_async_work(env, NULL, name, answer_question, finish_question, question, &question->work));
    CHECKED(napi_queue_async_work(env, question->work));
    return promise;
}

static napi_value count_later(napi_env env, napi_callback_info info) { return ask_later(env, info, NULL); }
static napi_value count_request_later(napi_env env, napi_callback_info info) { return ask_later(env, info, ullage_count_request); }
static napi_value plan_request_later(napi_env env, napi_callback_info info) { return ask_later(env, info, ullage_plan_request); }

// calibrate(counter, observations) → JSON
static napi_value calibrate(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    text_t observations;
    if (!arguments(env, info, values) || !read_text(env, values[1], &observations)) return failed(env, "arguments");
    char *answer = NULL, *complaint = NULL;
    int32_t status = ullage_calibrate(handle_of(env, values[0]), observations.bytes, observations.length, &answer, &complaint);
    free_text(&observations);
    if (status != ULLAGE_OK) return complain(env, complaint);
    return string_of(env, answer);
}

// --- Ledgers -----------------------------------------------------------------------------------------------------------

// openLedger(counter, body, options) → handle
static napi_value open_ledger(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS], result = NULL;
    text_t body, options;
    if (!arguments(env, info, values) || !read_text(env, values[1], &body) || !read_text(env, values[2], &options))
        return failed(env, "arguments");
    ullage_ledger *ledger = NULL;
    char *complaint = NULL;
    int32_t status = ullage_ledger_open(
        handle_of(env, values[0]), body.bytes, body.length, options.bytes, options.length, &ledger, &complaint);
    free_text(&body);
    free_text(&options);
    if (status != ULLAGE_OK) return complain(env, complaint);
    CHECKED(napi_create_external(env, ledger, close_ledger, NULL, &result));
    return result;
}

// append(ledger, message)
static napi_value append(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    text_t message;
    if (!arguments(env, info, values) || !read_text(env, values[1], &message)) return failed(env, "arguments");
    char *complaint = NULL;
    int32_t status = ullage_ledger_append(handle_of(env, values[0]), message.bytes, message.length, &complaint);
    free_text(&message);
    return status == ULLAGE_OK ? NULL : complain(env, complaint);
}

// appendAnswer(ledger, answer, usage) → whether the usage was believed
static napi_value append_answer(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS], result = NULL;
    text_t answer, usage;
    if (!arguments(env, info, values) || !read_text(env, values[1], &answer) || !read_text(env, values[2], &usage))
        return failed(env, "arguments");
    int32_t believed = 0;
    char *complaint = NULL;
    int32_t status = ullage_ledger_append_answer(
        handle_of(env, values[0]), answer.bytes, answer.length, usage.bytes, usage.length, &believed, &complaint);
    free_text(&answer);
    free_text(&usage);
    if (status != ULLAGE_OK) return complain(env, complaint);
    CHECKED(napi_get_boolean(env, believed != 0, &result));
    return result;
}

// ledgerState(ledger) → JSON
static napi_value ledger_state(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    if (!arguments(env, info, values)) return failed(env, "arguments");
    return string_of(env, ullage_ledger_state(handle_of(env, values[0])));
}

// ledgerPlan(ledger) → JSON
static napi_value ledger_plan(napi_env env, napi_callback_info info) {
    napi_value values[MOST_ARGUMENTS];
    if (!arguments(env, info, values)) return failed(env, "arguments");
    char *answer = NULL, *complaint = NULL;
    int32_t status = ullage_ledger_plan(handle_of(env, values[0]), &answer, &complaint);
    return status == ULLAGE_OK ? string_of(env, answer) : complain(env, complaint);
}

NAPI_MODULE_INIT() {
    const napi_property_descriptor functions[] = {
        {"openCounter", NULL, open_counter, NULL, NULL, NULL, napi_default, NULL},
        {"describe", NULL, describe, NULL, NULL, NULL, napi_default, NULL},
        {"models", NULL, models, NULL, NULL, NULL, napi_default, NULL},
        {"count", NULL, count, NULL, NULL, NULL, napi_default, NULL},
        {"countLater", NULL, count_later, NULL, NULL, NULL, napi_default, NULL},
        {"countText", NULL, count_text, NULL, NULL, NULL, napi_default, NULL},
        {"truncate", NULL, truncate_text, NULL, NULL, NULL, napi_default, NULL},
        {"chunkEnds", NULL, chunk_ends, NULL, NULL, NULL, napi_default, NULL},
        {"countRequest", NULL, count_request, NULL, NULL, NULL, napi_default, NULL},
        {"countRequestLater", NULL, count_request_later, NULL, NULL, NULL, napi_default, NULL},
        {"planRequest", NULL, plan_request, NULL, NULL, NULL, napi_default, NULL},
        {"planRequestLater", NULL, plan_request_later, NULL, NULL, NULL, napi_default, NULL},
        {"openLedger", NULL, open_ledger, NULL, NULL, NULL, napi_default, NULL},
        {"append", NULL, append, NULL, NULL, NULL, napi_default, NULL},
        {"calibrate", NULL, calibrate, NULL, NULL, NULL, napi_default, NULL},
        {"appendAnswer", NULL, append_answer, NULL, NULL, NULL, napi_default, NULL},
        {"ledgerState", NULL, ledger_state, NULL, NULL, NULL, napi_default, NULL},
        {"ledgerPlan", NULL, ledger_plan, NULL, NULL, NULL, napi_default, NULL},
    };
    CHECKED(napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions));
    napi_value version = NULL;
    CHECKED(napi_create_string_utf8(env, ullage_version(), NAPI_AUTO_LENGTH, &version));
    CHECKED(napi_set_named_property(env, exports, "version", version));
    return exports;
}
