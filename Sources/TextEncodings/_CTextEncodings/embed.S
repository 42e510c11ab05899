// Puts the tables of encodings into the program's read-only bytes. The build looks at this file and not at the
// tables, so the next line changes with them:
//   encodings.table 186221 bytes, checksum 428fe9d89d8a5c11
#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

    .globl SYMBOL(ullage_encoding_tables)
    .globl SYMBOL(ullage_encoding_tables_end)
    .p2align 6
SYMBOL(ullage_encoding_tables):
    .incbin "encodings.table"
SYMBOL(ullage_encoding_tables_end):
    .byte 0

#ifdef __linux__
    .section .note.GNU-stack,"",%progbits
#endif
