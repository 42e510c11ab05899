// What libullage.so has of its own instead of the C library's.
//
// ICU's putil.c asks for the time zone when a program wants the local time, which the counting core never does.
#include <math.h>

char *tzname[2] = {"UTC", "UTC"};
long __timezone = 0;

// glibc 2.35 gave hypotf a new version; with this one, systems with an older glibc can load the library.
float hypotf(float x, float y) { return (float)sqrt((double)x * x + (double)y * y); }
