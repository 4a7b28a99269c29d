// Registers and bits of the 16550A (National Semiconductor PC16550D data sheet, table II). Offsets are bytes.

/** Receiver buffer (read), transmitter holding register (write), divisor latch low while LCR.DLAB=1. */
export const RBR_THR_DLL = 0;
/** Interrupt enable, divisor latch high while LCR.DLAB=1. */
export const IER_DLM = 1;
/** Interrupt identification (read), FIFO control (write). */
export const IIR_FCR = 2;
export const LCR = 3;
export const MCR = 4;
export const LSR = 5;
export const MSR = 6;
export const SCR = 7;

export const IER_ERBFI = 0x01;
export const IER_ETBEI = 0x02;
export const IER_ELSI = 0x04;

/** Interrupt identities, highest priority first. */
export const IIR_LINE_STATUS = 0x06;
export const IIR_TIMEOUT = 0x0c;
export const IIR_DATA = 0x04;
export const IIR_THRE = 0x02;
export const IIR_NONE = 0x01;
export const IIR_FIFOS_ENABLED = 0xc0;

export const FCR_ENABLE = 0x01;
export const FCR_RESET_RECEIVER = 0x02;
/** Bits that stick: trigger level, DMA mode, enable. */
export const FCR_KEPT = 0xc9;
/** Receiver trigger level in bytes by FCR bits 7:6. */
export const FCR_TRIGGER = [1, 4, 8, 14] as const;

export const LCR_WORD_LENGTH = 0x03;
export const LCR_STOP_BITS = 0x04;
export const LCR_PARITY = 0x08;
export const LCR_DLAB = 0x80;

export const MCR_DTR = 0x01;
export const MCR_RTS = 0x02;
export const MCR_OUT1 = 0x04;
export const MCR_OUT2 = 0x08;
export const MCR_LOOP = 0x10;
export const MCR_WRITABLE = 0x1f;

export const LSR_DR = 0x01;
export const LSR_OE = 0x02;
export const LSR_BI = 0x10;
export const LSR_THRE = 0x20;
export const LSR_TEMT = 0x40;
/** OE, PE, FE and BI: what the line status interrupt tells of. */
export const LSR_ERRORS = 0x1e;

export const MSR_CTS = 0x10;
export const MSR_DSR = 0x20;
export const MSR_RI = 0x40;
export const MSR_DCD = 0x80;
