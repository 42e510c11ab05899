// Puts the pages of HTML reports and plans into the program's read-only bytes. The build looks at this file and not at those
// it embeds, so the next lines change with every edit; a test prints the lines that are due:
//   report.html 23577 bytes, checksum fe6d49c03124fb61
//   plan.html 12208 bytes, checksum 59218101468ec32c
//   style.css 2722 bytes, checksum 7ce4da1591e9dabb
//   shared.js 2847 bytes, checksum bb8bd0f92072c15b
#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

    .globl SYMBOL(ullage_page_report)
    .globl SYMBOL(ullage_page_report_end)
    .globl SYMBOL(ullage_page_plan)
    .globl SYMBOL(ullage_page_plan_end)
    .globl SYMBOL(ullage_page_style)
    .globl SYMBOL(ullage_page_style_end)
    .globl SYMBOL(ullage_page_shared)
    .globl SYMBOL(ullage_page_shared_end)
    .p2align 6
SYMBOL(ullage_page_report):
    .incbin "report.html"
SYMBOL(ullage_page_report_end):
    .byte 0
SYMBOL(ullage_page_plan):
    .incbin "plan.html"
SYMBOL(ullage_page_plan_end):
    .byte 0
SYMBOL(ullage_page_style):
    .incbin "style.css"
SYMBOL(ullage_page_style_end):
    .byte 0
SYMBOL(ullage_page_shared):
    .incbin "shared.js"
SYMBOL(ullage_page_shared_end):
    .byte 0

#ifdef __linux__
    .section .note.GNU-stack,"",%progbits
#endif
