/** Rules for fields of files, each with its error message. */
import { z } from 'zod';

export const must = (rule: string) => ({ error: `it must be ${rule}` });

function integerFrom(min: number) {
  const rule = must(`a whole number from ${min} to 1000000000`);
  return z.int(rule).min(min, rule).max(1_000_000_000, rule);
}

export const wholeNumber = integerFrom(0);
export const positiveNumber = integerFrom(1);
