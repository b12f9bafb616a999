/** Which lines and branches of a C source a search reached, as plain data: joined, listed, and written for lcov. */

/** Lines and columns count from 1. */
export interface FileCoverage {
  /** Its name in stories: `vmem.c`. */
  readonly file: string;
  /** The path that the user gave. */
  readonly path: string;
  readonly functions: readonly FunctionCoverage[];
  readonly lines: readonly LineCoverage[];
  readonly branches: readonly BranchCoverage[];
}

export interface FunctionCoverage {
  readonly name: string;
  readonly line: number;
  readonly isReached: boolean;
}

export interface LineCoverage {
  readonly line: number;
  readonly function: string;
  readonly isReached: boolean;
}

/** A condition of the code. */
export interface BranchCoverage {
  readonly line: number;
  readonly column: number;
  readonly function: string;
  readonly wasTrue: boolean;
  readonly wasFalse: boolean;
}

/** One entry for each file, function, line and condition, reached if any of them is. */
export function mergedCoverage(files: readonly FileCoverage[]): FileCoverage[] {
  return groupsBy(files, ({ path }) => path).map((same) => ({
    file: same[0].file,
    path: same[0].path,
    functions: merged(
      same.flatMap(({ functions }) => functions),
      ({ name }) => name,
    ).map(reachedIfAny),
    lines: merged(
      same.flatMap(({ lines }) => lines),
      ({ line }) => line,
    ).map(reachedIfAny),
    branches: merged(
      same.flatMap(({ branches }) => branches),
      ({ line, column }) => `${line}:${column}`,
    ).map((some) => ({
      ...some[0],
      wasTrue: some.some((one) => one.wasTrue),
      wasFalse: some.some((one) => one.wasFalse),
    })),
  }));
}

function reachedIfAny<One extends { readonly isReached: boolean }>(some: readonly One[]): One {
  return { ...some[0], isReached: some.some((one) => one.isReached) };
}

function groupsBy<T>(items: readonly T[], keyOf: (item: T) => string | number): T[][] {
  const groups = new Map<string | number, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

/** In the order of the lines. */
function merged<T extends { readonly line: number }>(
  items: readonly T[],
  keyOf: (item: T) => string | number,
): T[][] {
  return groupsBy(items, keyOf).sort(([a], [b]) => a.line - b.line);
}

/** A part of the code that no search reached. */
export interface UnreachedCode {
  readonly file: string;
  readonly path: string;
  readonly line: number;
  readonly function: string;
  /** Why it counts as missed: the line was not reached, or its condition was never true, or never false. */
  readonly never: 'reached' | 'true' | 'false';
}

/** The first line of each unreached run of lines, and conditions with one branch taken, by line. */
export function unreachedCode(files: readonly FileCoverage[]): UnreachedCode[] {
  return files.flatMap(({ file, path, lines, branches }) => {
    const firsts = lines.filter(
      ({ isReached, function: name }, at) =>
        !isReached && (lines[at - 1]?.isReached !== false || lines[at - 1].function !== name),
    );
    const reached = firsts.map(({ line, function: name }) => ({
      line,
      name,
      never: 'reached' as const,
    }));
    const ways = branches.flatMap(({ line, function: name, wasTrue, wasFalse }) =>
      wasTrue === wasFalse
        ? []
        : [{ line, name, never: wasTrue ? ('false' as const) : ('true' as const) }],
    );
    return [...reached, ...ways]
      .sort((a, b) => a.line - b.line)
      .map(({ line, name, never }) => ({ file, path, line, function: name, never }));
  });
}

/** In the format of lcov, which genhtml and editors read. Counts are 0 or 1: reached or not. */
export function lcovText(files: readonly FileCoverage[]): string {
  return files.map(lcovOfFile).join('');
}

function lcovOfFile({ path, functions, lines, branches }: FileCoverage): string {
  const bit = (is: boolean): number => (is ? 1 : 0);
  const count = <T>(items: readonly T[], is: (item: T) => boolean): number =>
    items.filter(is).length;
  const blocks = new Map<number, number>();
  const ways = branches.flatMap(({ line, wasTrue, wasFalse }) => {
    const block = blocks.get(line) ?? 0;
    blocks.set(line, block + 1);
    const isReached = wasTrue || wasFalse;
    return [wasTrue, wasFalse].map((was, way) => {
      // A dash: the condition itself was not reached.
      return `BRDA:${line},${block},${way},${isReached ? bit(was) : '-'}`;
    });
  });
  const taken = branches.reduce(
    (sum, { wasTrue, wasFalse }) => sum + bit(wasTrue) + bit(wasFalse),
    0,
  );
  return [
    'TN:tablewalk',
    `SF:${path}`,
    ...functions.map(({ line, name }) => `FN:${line},${name}`),
    ...functions.map(({ name, isReached }) => `FNDA:${bit(isReached)},${name}`),
    `FNF:${functions.length}`,
    `FNH:${count(functions, ({ isReached }) => isReached)}`,
    ...ways,
    `BRF:${ways.length}`,
    `BRH:${taken}`,
    ...lines.map(({ line, isReached }) => `DA:${line},${bit(isReached)}`),
    `LF:${lines.length}`,
    `LH:${count(lines, ({ isReached }) => isReached)}`,
    'end_of_record',
    '',
  ].join('\n');
}
