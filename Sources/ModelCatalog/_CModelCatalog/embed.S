// Puts the model catalogue into the program's read-only bytes. The build looks at this file and not at models.json, so
// the next line changes with every edit; a test of ModelCatalog prints the line that is due:
//   models.json 105720 bytes, checksum 61a19d50bc23a3f
#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

    .globl SYMBOL(ullage_models_json)
    .globl SYMBOL(ullage_models_json_end)
    .p2align 6
SYMBOL(ullage_models_json):
    .incbin "models.json"
SYMBOL(ullage_models_json_end):
    .byte 0

#ifdef __linux__
    .section .note.GNU-stack,"",%progbits
#endif
