/** Finds out how this program was started, so that printed commands can be pasted. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { quoted, quotedPath, type Self } from '../text/shell.ts';

export interface Started {
  /** The absolute path of the script that Node runs, as named at the start; it may be a symbolic link. */
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Root of the package that contains this file. */
  readonly packageFolder: string;
}

const binary = 'tablewalk';
const modulesFolder = join('node_modules', '.bin');

export function findSelf(started: Started): Self {
  const cwd = realPath(started.cwd);
  return { program: programOf(started, cwd), folder: fromFolder(cwd, packageOf(started)) };
}

function programOf(started: Started, cwd: string): string {
  if (isOnPath(started)) return binary;
  if (npxFinds(started, cwd)) return `npx ${binary}`;
  const spec = fetchedByNpx(started);
  if (spec !== null) return `npx ${quoted(spec)}`;
  const { script } = started;
  const isInside = script.startsWith(`${started.cwd}${sep}`);
  return `node ${quotedPath(isInside ? relative(started.cwd, script) : script)}`;
}

/** The shell finds it in its path; npm removes what it added to the path after a script ends. */
function isOnPath({ script, env }: Started): boolean {
  const folder = dirname(script);
  if (basename(script) !== binary) return false;
  if (env['npm_execpath'] !== undefined && folder.endsWith(modulesFolder)) return false;
  const first = (env['PATH'] ?? '')
    .split(delimiter)
    .find((entry) => isAbsolute(entry) && existsSync(join(entry, binary)));
  return first !== undefined && realPath(join(first, binary)) === realPath(script);
}

/** npx looks in the package itself, then in the modules of this directory and its parents. */
function npxFinds(started: Started, cwd: string): boolean {
  const folders = withParents(cwd);
  const isProject = (folder: string): boolean =>
    ['package.json', 'node_modules'].some((name) => existsSync(join(folder, name)));
  if (folders.find(isProject) === packageOf(started)) return true;
  const installed = folders
    .map((folder) => join(folder, modulesFolder, binary))
    .find((file) => existsSync(file));
  return installed !== undefined && realPath(installed) === realPath(started.script);
}

/** The name in the registry from which npx fetched it; a path would be valid in one directory only. */
function fetchedByNpx({ script }: Started): string | null {
  const root = join(dirname(script), '..', '..');
  if (!dirname(script).endsWith(modulesFolder)) return null;
  try {
    const { _npx: fetched } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const packages: unknown = fetched.packages;
    if (!Array.isArray(packages) || packages.length !== 1) return null;
    const [spec] = packages;
    return typeof spec === 'string' && /^tablewalk(@[^/:]+)?$/.test(spec) ? spec : null;
  } catch {
    return null;
  }
}

function packageOf({ packageFolder }: Started): string {
  return realPath(packageFolder);
}

/** Relative if it is below or above the current directory, else absolute. */
function fromFolder(cwd: string, folder: string): string {
  const way = relative(cwd, folder);
  return way.startsWith('..') && !withParents(cwd).includes(folder) ? folder : way;
}

function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
