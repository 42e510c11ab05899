#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uversion.h>
