# A guest of a hypervisor, or of a firmware, that does its workload for ever.

        .section .text.start
        .globl _start
_start:
        la      sp, stack_top
1:      call    workload
        j       1b

        .bss
        .balign 16
        .space  16384
stack_top:
