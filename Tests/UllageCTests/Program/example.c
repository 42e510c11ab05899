// A program in C99 that has the header and the library and nothing else of this project. Its exit status is 0 if all is right.
#include <stdio.h>
#include <string.h>
#include <ullage.h>

static int faults = 0;

static void expect(int holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "not so: %s\n", what);
        faults++;
    }
}

int main(void) {
    ullage_counter *counter = NULL;
    char *complaint = NULL;
    expect(ullage_counter_open("claude-opus-5", strlen("claude-opus-5"), NULL, 0, &counter, &complaint) == ULLAGE_OK, "a counter opens");
    if (counter == NULL) {
        fprintf(stderr, "%s\n", complaint ? complaint : "");
        return 1;
    }
    expect(ullage_count(counter, "hello, world", 12) == 4, "hello, world has 4 tokens");
    expect(ullage_count(counter, NULL, 0) == 0, "nothing has none");

    const char bytes[] = "hello, worldhello";
    const int64_t offsets[] = {0, 12, 12, 17};
    int64_t tokens[3] = {-7, -7, -7};
    expect(ullage_count_many(counter, bytes, offsets, 3, 0, tokens, NULL) == ULLAGE_OK, "many texts are counted");
    expect(tokens[0] == 4 && tokens[1] == 0 && tokens[2] == ullage_count(counter, "hello", 5), "each as alone");

    const char *const texts[] = {"hello, world", NULL, "hello"};
    const size_t lengths[] = {12, 0, 5};
    int64_t each[3] = {-7, -7, -7};
    ullage_count_each(counter, texts, lengths, 3, 0, each);
    expect(memcmp(each, tokens, sizeof each) == 0, "wherever they lie");

    ullage_tokens found;
    expect(ullage_count_text(counter, "hello, world", 12, ULLAGE_MESSAGE, &found) == ULLAGE_OK, "a number has bounds");
    expect(found.lower == 10 && found.upper == 10 && found.as_of > 20260000, "and a day");

    size_t length = 0;
    expect(ullage_longest_prefix(counter, "hello, world", 12, 3, &length, NULL) == ULLAGE_OK && length == 7, "3 tokens end behind the comma and its space");

    expect(ullage_counter_open("claude-opus-55", 14, NULL, 0, &counter, &complaint) == ULLAGE_INCOMPLETE, "an unknown model is refused");
    expect(complaint != NULL && strstr(complaint, "\"remedy\"") != NULL, "with a remedy");
    ullage_free(complaint);

    char *description = ullage_counter_description(counter);
    printf("ullage %s: %s\n", ullage_version(), description);
    ullage_free(description);
    ullage_counter_close(counter);
    return faults != 0;
}
