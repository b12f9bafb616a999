/**
 * The requests of a program: each is one indivisible step, and the machine answers it with a number.
 */
import type { CodeStack } from '../../text/code-place.ts';
import type { MemmapFactName } from './facts.ts';
import type { MemoryOrigin } from './memory.ts';
import type { PointerToEntry } from './values.ts';

export type StepOfMemmap =
  | { readonly kind: 'write'; readonly pointer: PointerToEntry; readonly value: number }
  /** The answer is the address, or 0. */
  | { readonly kind: 'alloc'; readonly bytes: number; readonly origin: MemoryOrigin }
  /** `bytes`: 0 for the whole allocation. */
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
  /** The answer is 1 if all bytes have that value. */
  | {
      readonly kind: 'test';
      readonly address: number;
      readonly byte: number;
      readonly bytes: number;
    }
  /** Drops translations that overlap the range; `tables`: including entries that point to tables. */
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

/** A request with its position in the source, which changes when the program resumes. */
export type MemmapRequest = StepOfMemmap & { stack?: CodeStack };
export type MemmapAnswer = number;
