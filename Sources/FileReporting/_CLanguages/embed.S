// Puts the languages of files into the program's read-only bytes. The build looks at this file and not at the
// tables, so the next line changes with them:
//   languages.table 15646 bytes, checksum 76be3f4a6da03386
#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

    .globl SYMBOL(ullage_language_table)
    .globl SYMBOL(ullage_language_table_end)
    .p2align 6
SYMBOL(ullage_language_table):
    .incbin "languages.table"
SYMBOL(ullage_language_table_end):
    .byte 0

#ifdef __linux__
    .section .note.GNU-stack,"",%progbits
#endif
