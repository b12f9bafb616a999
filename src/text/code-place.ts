/** Position in a C source at which a step was requested; a call stack has the innermost first. */

export interface CodePlace {
  readonly function: string;
  /** Its name in stories: `vmem.c`. */
  readonly file: string;
  /** The path that the user gave: `linux/arch/s390/mm/vmem.c`. */
  readonly path: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** Assigned parameters and local variables, as text; absent unless requested. */
  readonly variables?: readonly CodeVariable[];
}

export interface CodeVariable {
  readonly name: string;
  readonly value: string;
}

/** For a running program: its positions change when it is resumed. */
export interface CodeStack {
  places(withVariables?: boolean): readonly CodePlace[];
  /** The fault of the program at this position, if it ends there. */
  readonly problem: string | null;
}

/** `vmem.c:273 try_free_pmd_table()`; empty for a step of a hand-written program. */
export function placeText([place]: readonly CodePlace[]): string {
  return place === undefined ? '' : `${place.file}:${place.line} ${place.function}()`;
}

/** A field of JSON documents; none without a place in a source text. */
export function codeJson(places: readonly CodePlace[]): { readonly code?: readonly CodePlace[] } {
  return places.length === 0 ? {} : { code: places };
}
