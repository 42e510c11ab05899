// Puts the compiled vocabularies and the scalar properties into the program's read-only bytes:
//   unicode.table 49856 bytes, checksum 63b1fc95cbbe6bda
//   v3.vocab 488512 bytes, checksum 3c0a6f8babcdf3c0
//   v4_7.vocab 173120 bytes, checksum 381bd171417a0ae7
#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

#define EMBED(name, file) \
    .globl SYMBOL(name)        ; \
    .globl SYMBOL(name##_end)  ; \
    .p2align 6                 ; \
SYMBOL(name):                  ; \
    .incbin file               ; \
SYMBOL(name##_end):            ; \
    .byte 0

EMBED(ullage_vocabulary_v3, "v3.vocab")
EMBED(ullage_vocabulary_v4_7, "v4_7.vocab")
EMBED(ullage_unicode_table, "unicode.table")

#ifdef __linux__
    .section .note.GNU-stack,"",%progbits
#endif
