/** Calls that end in an InputError, from JavaScript: the compiler would refuse most of them. */
import { InputError } from '../../src/errors.ts';

export const untyped = (value: unknown): never => value as never;

/** The message of the error, or what the call returned. */
export function messageOf(act: () => unknown): string {
  try {
    return JSON.stringify(act());
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
