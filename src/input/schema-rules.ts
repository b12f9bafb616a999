/** Rules for fields of files, each with its error message. */
import { z } from 'zod';

export const must = (rule: string) => ({ error: `it must be ${rule}` });

/** `or`: what else the field may be, for the message. */
export function wholeNumberIn(min: number, max: number, or = '') {
  const rule = must(`a whole number from ${min} to ${max}${or}`);
  return z.int(rule).min(min, rule).max(max, rule);
}

const largest = 1_000_000_000;
export const wholeNumber = wholeNumberIn(0, largest);
export const positiveNumber = wholeNumberIn(1, largest);

/** Numbers of sections: at most `count`, none above `max`. */
export function ascendingSections(count: number, max: number) {
  return z
    .array(wholeNumberIn(0, max), must('a list of section numbers'))
    .max(count, must(`a list of at most ${count} sections`))
    .refine(
      (list) => list.every((section, index) => index === 0 || section > list[index - 1]),
      must('a list of ascending section numbers'),
    );
}
