/** Files to which the patches of a series are applied in order. */
import { applyDiff } from './apply.ts';
import { type DiffsOfMail, type FileDiff, isPathOf } from './file-diffs.ts';

/** A file of a tree, by its path from the root of the tree. */
export interface PatchedFile {
  readonly path: string;
  readonly text: string;
}

export type PatchOutcome =
  | { readonly kind: 'applied'; readonly files: readonly PatchedFile[] }
  /** The patch changes other files only. */
  | { readonly kind: 'untouched' }
  /** The mail contains no diff. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'failed'; readonly problem: string };

/** The files after a patch. A patch is applied completely or not at all. */
export function patchFiles(
  files: readonly PatchedFile[],
  { diffs, broken }: DiffsOfMail,
): PatchOutcome {
  if (diffs.length === 0 && broken.length === 0) return { kind: 'empty' };
  let patched = files;
  let isTouched = false;
  for (const diff of diffs) {
    // A copy of a file is another file.
    if (diff.patch.isCopy === true) continue;
    const at = patched.findIndex(({ path }) => isPathOf(diff.oldPath, path));
    const created = patched.find(
      ({ path }) => diff.oldPath === null && isPathOf(diff.newPath, path),
    );
    if (created !== undefined) return failed(`it creates ${created.path}, which already exists`);
    if (at < 0) continue;
    isTouched = true;
    const { path, text } = patched[at];
    if (diff.newPath === null) return failed(`it removes ${path}`);
    const applied = applyDiff(text, diff);
    if (applied.text === null) return failed(`${applied.problem} in ${path}`);
    const now = { path: pathAfter(diff, path), text: applied.text };
    patched = patched.map((file, index) => (index === at ? now : file));
  }
  const own = broken.find(({ line }) => files.some(({ path }) => line.includes(path)));
  if (own !== undefined) return failed(`its diff is broken: ${own.problem}`);
  return isTouched ? { kind: 'applied', files: patched } : { kind: 'untouched' };
}

function failed(problem: string): PatchOutcome {
  return { kind: 'failed', problem };
}

/** Renames are followed. */
function pathAfter({ newPath, oldPath }: FileDiff, path: string): string {
  if (newPath === null || isPathOf(newPath, path)) return path;
  const hasPrefix = oldPath !== path;
  return hasPrefix ? newPath.replace(/^[^/]+\//, '') : newPath;
}
