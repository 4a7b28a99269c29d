// Bad input: what the user wrote cannot be used. Commands print the message and exit with 2.

/** Thrown with a message for the user: where, what was found, what was expected, a hint. Several lines are several errors. */
export class InputError extends Error {
  override readonly name = "InputError";
}
