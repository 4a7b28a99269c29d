// Where a trap goes; traps are counted in this order.

export const TO_M: i32 = 0;
export const TO_HS: i32 = 1;
export const TO_VS: i32 = 2;
