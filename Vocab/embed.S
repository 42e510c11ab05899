// Puts the compiled vocabularies into the program's read-only bytes.
#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

    .globl SYMBOL(ullage_vocabulary_v3)
    .globl SYMBOL(ullage_vocabulary_v3_end)
    .p2align 6
SYMBOL(ullage_vocabulary_v3):
    .incbin "v3.vocab"
SYMBOL(ullage_vocabulary_v3_end):
    .byte 0

    .globl SYMBOL(ullage_vocabulary_v4_7)
    .globl SYMBOL(ullage_vocabulary_v4_7_end)
    .p2align 6
SYMBOL(ullage_vocabulary_v4_7):
    .incbin "v4_7.vocab"
SYMBOL(ullage_vocabulary_v4_7_end):
    .byte 0

#ifdef __linux__
    .section .note.GNU-stack,"",%progbits
#endif
