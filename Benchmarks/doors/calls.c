/* What a call of a few bytes takes from C: calls FILE CALLS. See ../Sources/calls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ullage.h>

static char **lines;
static size_t *lengths, count;

static int64_t counted(const ullage_counter *counter, long calls) {
    int64_t tokens = 0;
    size_t next = 0;
    for (long call = 0; call < calls; call++) {
        tokens += ullage_count(counter, lines[next], lengths[next]);
        if (++next == count) next = 0;
    }
    return tokens;
}

int main(int argc, char **argv) {
    FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) return 64;
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
        lines = realloc(lines, (count + 1) * sizeof *lines);
        lengths = realloc(lengths, (count + 1) * sizeof *lengths);
        lines[count] = memcpy(malloc(length), line, length);
        lengths[count++] = length - 1;
    }
    ullage_counter *counter = NULL;
    if (ullage_counter_open("v4.8", 4, NULL, 0, &counter, NULL) != ULLAGE_OK) return 1;
    counted(counter, count);
    long calls = atol(argv[2]);
    clock_t start = clock();
    int64_t tokens = counted(counter, calls);
    printf("%.0f %lld\n", (double)(clock() - start) / CLOCKS_PER_SEC * 1e9 / calls, (long long)tokens);
}
