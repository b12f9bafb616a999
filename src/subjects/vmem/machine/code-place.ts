/** Where in a C text a step was asked for: the call stack of the program, innermost function first. */

export interface CodePlace {
  readonly function: string;
  /** As stories name it: `vmem.c`. */
  readonly file: string;
  /** As the user named it: `linux/arch/s390/mm/vmem.c`. */
  readonly path: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** Of a program that runs: its places change when it is resumed. */
export interface CodeStack {
  places(): readonly CodePlace[];
  /** What the program did wrong there, if that ends it. */
  readonly problem: string | null;
}

/** `vmem.c:273 try_free_pmd_table()`; empty for a step of a program that was written by hand. */
export function placeText([place]: readonly CodePlace[]): string {
  return place === undefined ? '' : `${place.file}:${place.line} ${place.function}()`;
}
