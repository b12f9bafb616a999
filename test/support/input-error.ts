/** Calls that end in an InputError, as from JavaScript; the compiler would reject most of them. */
import { InputError } from '../../src/errors.ts';

export const untyped = (value: unknown): never => value as never;

/** The error message, or the returned value. */
export function messageOf(act: () => unknown): string {
  try {
    return JSON.stringify(act());
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
