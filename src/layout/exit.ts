// Values of a hart's EXIT field.

/** Go on at the next instruction. */
export const EXIT_NONE: u32 = 0;
/** Go on at PC: a trap, a return, or a change of mode or translation. */
export const EXIT_REFETCH: u32 = 1;
/** Leave to the run loop; PC is where to go on: WFI, or the machine is to stop. */
export const EXIT_LEAVE: u32 = 2;
