// Words that a row's encoding matches and that are nevertheless not its own.

/** Words whose bits under the mask have these values (signed 32 bits each). */
export interface Words {
  readonly mask: number;
  readonly match: number;
}

export function isReserved({ reserved }: { readonly reserved?: readonly Words[] }, word: number): boolean {
  return reserved?.some(({ mask, match }) => (word & mask) === match) === true;
}
