/** The versions of a file in a git history: one for each commit of a range, and the one before the range. */
import { InputError } from '../../../errors.ts';
import { type Commit, type GitBlob, GitTree, parseGitRange } from '../../../files/git.ts';
import type { CommitRange, GivenFile, TextVersion } from '../../../subject/texts.ts';
import { bytesMax, readTextBytes } from '../../c-kernel/text-files.ts';

/** A longer range shows only the commits that change the files. */
const shownMax = 50;
/** Maximum number of commits that are read. */
const commitsMax = 50_000;
/** The same number of digits as in the name of a text. */
const digits = 12;

/** A file at every commit, from git or from disk. */
interface FollowedFile {
  readonly file: string;
  readonly blobs: readonly (GitBlob | null)[] | null;
}

/** Oldest first; the first one is the base of the range. */
export async function gitTexts(request: CommitRange): Promise<TextVersion[]> {
  const { path, range } = request;
  const git = await GitTree.open(request.tree);
  const commits = await commitsOf(git, range);
  const shas = commits.map(({ sha }) => sha);
  const [own, ...helpers] = await Promise.all(
    [path, ...request.further].map((file) => followFile(git, file, shas)),
  );
  if (own.blobs === null) {
    throw new InputError(
      `no commit of ${range} has ${path}; name the file of the tree with --path`,
    );
  }
  const inTree = [own, ...helpers].filter(({ blobs }) => blobs !== null);
  const isTouched = commits.map((_, at) => at === 0 || inTree.some((one) => isChanged(one, at)));
  const isShort = commits.length - 1 <= shownMax;
  const shown = commits.flatMap((_, at) => (isShort || isTouched[at] ? [at] : []));
  const contents = await git.contentsOf(shown.flatMap((at) => idsAt(inTree, at)));
  const leftOut = commits.length - shown.length;
  return shown.map((at): TextVersion => {
    const { sha, subject } = commits[at];
    const files = filesAt([own, ...helpers], at, contents);
    const notes = [
      ...(at > 0 ? [] : [`the commit before ${range}`]),
      ...(at > 0 || leftOut === 0 ? [] : [leftOutNote(leftOut, inTree)]),
      ...(files === null ? [`NO TEXT: the commit has no ${path}`] : []),
      ...(isTouched[at] ? [] : [`does not change ${namesOf(inTree)}`]),
    ];
    return { name: sha.slice(0, digits), subject, origin: `commit ${sha}`, files, notes };
  });
}

async function commitsOf(git: GitTree, text: string): Promise<Commit[]> {
  const range = parseGitRange(text);
  const [from, to] = [await git.commitOf(range.from), await git.commitOf(range.to)];
  const commits = await git.commitsBetween(from, to);
  if (commits.length === 0) throw new InputError(`the range is ${text}; it has no commits`);
  if (commits.length > commitsMax) {
    throw new InputError(
      `the range is ${text}; it has ${commits.length} commits; the maximum is ${commitsMax}`,
    );
  }
  const [{ parent }] = commits;
  if (parent === null) {
    throw new InputError(`the range is ${text}; its first commit has no parent`);
  }
  return [await git.commit(parent), ...commits];
}

/** Blobs are null if no commit has the file; it is then read from disk. */
async function followFile(
  git: GitTree,
  file: string,
  shas: readonly string[],
): Promise<FollowedFile> {
  const blobs = await git.blobsAt(file, shas);
  for (const blob of blobs) {
    if (blob !== null && blob.bytes > bytesMax) {
      throw new InputError(`${file}: is larger than ${bytesMax} bytes in blob ${blob.id}`);
    }
  }
  return { file, blobs: blobs.every((blob) => blob === null) ? null : blobs };
}

function isChanged({ blobs }: FollowedFile, at: number): boolean {
  return blobs?.[at]?.id !== blobs?.[at - 1]?.id;
}

function idsAt(files: readonly FollowedFile[], at: number): string[] {
  return files.flatMap(({ blobs }) => blobs?.[at]?.id ?? []);
}

/** A helper that a commit lacks is omitted: the reader rejects code that needs it. */
function filesAt(
  [own, ...helpers]: readonly FollowedFile[],
  at: number,
  contents: ReadonlyMap<string, Buffer>,
): GivenFile[] | null {
  const given = ({ file, blobs }: FollowedFile): GivenFile[] => {
    if (blobs === null) return [{ file, content: readTextBytes(file) }];
    const content = contents.get(blobs[at]?.id ?? '');
    return content === undefined ? [] : [{ file, content }];
  };
  const [first] = given(own);
  return first === undefined ? null : [first, ...helpers.flatMap(given)];
}

function namesOf(files: readonly FollowedFile[]): string {
  return files.map(({ file }) => file).join(', ');
}

function leftOutNote(count: number, files: readonly FollowedFile[]): string {
  return `${count} commits after it that do not change ${namesOf(files)} are skipped`;
}
