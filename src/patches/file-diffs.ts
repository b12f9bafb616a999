/** Splits a mail into diffs, one per file that the patch touches. */
import { parsePatch, type StructuredPatch } from 'diff';

export interface FileDiff {
  /** Without the leading a/ and b/; null if the file does not exist before or after the patch. */
  readonly oldPath: string | null;
  readonly newPath: string | null;
  readonly isBinary: boolean;
  readonly hunks: StructuredPatch['hunks'];
  readonly patch: StructuredPatch;
}

/** A part of a mail that looks like a diff but is not one. */
export interface BrokenDiff {
  /** Its first line. */
  readonly line: string;
  readonly problem: string;
}

export interface DiffsOfMail {
  readonly diffs: readonly FileDiff[];
  readonly broken: readonly BrokenDiff[];
}

/** Never throws: unreadable parts are `broken`. */
export function diffsOf(text: string): DiffsOfMail {
  const diffs: FileDiff[] = [];
  const broken: BrokenDiff[] = [];
  for (const part of diffLines(text.split('\n'))) {
    try {
      const isBinary = part.includes('GIT binary patch');
      const patches = parsePatch(part.join('\n')).filter(isNamed);
      diffs.push(...patches.map((patch) => fileDiffOf(patch, isBinary)));
    } catch (error) {
      broken.push({ line: part[0], problem: error instanceof Error ? error.message : '' });
    }
  }
  return { diffs, broken };
}

function isNamed({ oldFileName, newFileName }: StructuredPatch): boolean {
  return oldFileName !== undefined || newFileName !== undefined;
}

function fileDiffOf(patch: StructuredPatch, isBinary: boolean): FileDiff {
  const { oldFileName, newFileName, hunks } = patch;
  return {
    oldPath: pathOf(oldFileName),
    newPath: pathOf(newFileName),
    isBinary: isBinary || patch.isBinary === true,
    hunks,
    patch,
  };
}

function pathOf(name: string | undefined): string | null {
  return name === undefined || name === '/dev/null' ? null : name;
}

/** True if a diff names the file of the tree, with or without a leading a/ or b/. */
export function isPathOf(name: string | null, path: string): boolean {
  return name !== null && (name === path || name.replace(/^[^/]+\//, '') === path);
}

const hunkHead = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** The lines of each diff, without the text before the first one and the signature after the last one. */
function diffLines(lines: readonly string[]): string[][] {
  const parts: string[][] = [];
  let part: string[] | null = null;
  let [old, added] = [0, 0];
  for (const [at, line] of lines.entries()) {
    const isInHunk = old > 0 || added > 0;
    if (!isInHunk && isStart(lines, at, part)) {
      part = [];
      parts.push(part);
    } else if (!isInHunk && /^-- ?$/.test(line)) part = null;
    part?.push(line);
    if (isInHunk) {
      if (!line.startsWith('+') && !line.startsWith('\\')) old--;
      if (!line.startsWith('-') && !line.startsWith('\\')) added--;
    } else {
      const head = hunkHead.exec(line);
      if (head !== null) [old, added] = [Number(head[1] ?? 1), Number(head[2] ?? 1)];
    }
  }
  return parts;
}

/** `diff --git`, or file names followed by a hunk that do not belong to a diff that has already started. */
function isStart(lines: readonly string[], at: number, part: readonly string[] | null): boolean {
  const line = lines[at];
  if (line.startsWith('diff --git ')) return true;
  const isHead =
    line.startsWith('--- ') &&
    (lines[at + 1] ?? '').startsWith('+++ ') &&
    (lines[at + 2] ?? '').startsWith('@@ ');
  const isOfPart = part?.[0].startsWith('diff --git ') === true && !part.some(isHunk);
  return isHead && !isOfPart;
}

function isHunk(line: string): boolean {
  return line.startsWith('@@ ');
}
