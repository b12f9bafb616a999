/** The steps of a program: each is indivisible, and the machine answers it with a number. */
import type { CodeStack } from '../../text/code-place.ts';
import type { MemmapFactName } from './facts.ts';
import type { MemoryOrigin } from './memory.ts';
import type { PointerToEntry } from './values.ts';

export type StepOfMemmap =
  | { readonly kind: 'write'; readonly pointer: PointerToEntry; readonly value: number }
  /** Answers the address, or 0. */
  | { readonly kind: 'alloc'; readonly bytes: number; readonly origin: MemoryOrigin }
  /** `bytes`: 0 for all of what was allocated. */
  | {
      readonly kind: 'free';
      readonly address: number;
      readonly bytes: number;
      readonly origin: MemoryOrigin;
    }
  | {
      readonly kind: 'fill';
      readonly address: number;
      readonly byte: number;
      readonly bytes: number;
    }
  /** Answers 1 if all bytes have that value. */
  | {
      readonly kind: 'test';
      readonly address: number;
      readonly byte: number;
      readonly bytes: number;
    }
  /** Drops translations that overlap the range; `tables`: also those of entries that point to tables. */
  | {
      readonly kind: 'flush';
      readonly start: number;
      readonly end: number;
      readonly tables: boolean;
    }
  | { readonly kind: 'lock' | 'unlock'; readonly lock: string }
  | { readonly kind: 'warn'; readonly where: string }
  /** The program ends here. */
  | { readonly kind: 'fault'; readonly fact: MemmapFactName; readonly problem: string };

/** With the position in the text, which changes when the program is resumed. */
export type MemmapRequest = StepOfMemmap & { stack?: CodeStack };
export type MemmapAnswer = number;
