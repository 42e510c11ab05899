// Puts the page of HTML reports into the program's read-only bytes. The build looks at this file and not at page.html, so
// the next line changes with every edit; a test prints the line that is due:
//   page.html 23267 bytes, checksum 59f100a79a51e95d
#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

    .globl SYMBOL(ullage_report_page)
    .globl SYMBOL(ullage_report_page_end)
    .p2align 6
SYMBOL(ullage_report_page):
    .incbin "page.html"
SYMBOL(ullage_report_page_end):
    .byte 0

#ifdef __linux__
    .section .note.GNU-stack,"",%progbits
#endif
