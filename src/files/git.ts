/** Reads commits and files of a git repository: with git, without a shell, hooks, pagers or filters. */

import { execFile } from 'node:child_process';
import { InputError } from '../errors.ts';
import { quotedValue } from '../text/visible-text.ts';

export interface Commit {
  readonly sha: string;
  /** The first parent; null for a root commit. */
  readonly parent: string | null;
  readonly subject: string;
}

/** A file at a commit. */
export interface GitBlob {
  readonly id: string;
  readonly bytes: number;
}

/** Upper bound of the output of git; enough for all versions of a few files. */
const outputMax = 2 ** 30;

/** The configuration of the user must not start programs, ask questions or use the network. */
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'protocol.allow=never',
  'log.showSignature=false',
  'i18n.logOutputEncoding=UTF-8',
].flatMap((setting) => ['-c', setting]);

export class GitTree {
  private readonly tree: string;
  private readonly env: NodeJS.ProcessEnv;

  private constructor(tree: string, env: NodeJS.ProcessEnv) {
    this.tree = tree;
    this.env = env;
  }

  /** Throws `InputError` unless it is a repository or a directory in one. */
  static async open(tree: string, env: NodeJS.ProcessEnv = process.env): Promise<GitTree> {
    const git = new GitTree(tree, environmentOf(env));
    await git.run(
      ['rev-parse', '--git-dir'],
      (reason) => `--git is ${quotedValue(tree, 100)}; ${reason}`,
    );
    return git;
  }

  /** The commit that a name refers to. Throws `InputError`. */
  async commitOf(name: string): Promise<string> {
    checkName(name);
    const argv = ['rev-parse', '--verify', '--quiet', `${name}^{commit}`];
    const output = await this.run(
      argv,
      () => `${quotedValue(name, 100)} is not a commit of ${this.tree}`,
    );
    return output.toString('latin1').trim();
  }

  /** The commits in `from..to`, oldest first. Merges are followed along the first parent. */
  async commitsBetween(from: string, to: string): Promise<Commit[]> {
    return this.list(['--first-parent', '--reverse', `^${from}`, to]);
  }

  async commit(sha: string): Promise<Commit> {
    const [commit] = await this.list(['--max-count=1', sha]);
    return commit;
  }

  private async list(argv: readonly string[]): Promise<Commit[]> {
    const format = '--format=%H%x00%P%x00%s';
    const output = await this.run(['rev-list', format, ...argv, '--']);
    return output
      .toString('utf8')
      .split('\n')
      .filter((line) => line.includes('\0'))
      .map(commitOfLine);
  }

  /** A file at each of the commits; null where it does not exist. */
  async blobsAt(path: string, commits: readonly string[]): Promise<(GitBlob | null)[]> {
    const input = commits.map((sha) => `${sha}:${path}\n`).join('');
    const output = await this.run(['cat-file', '--batch-check'], undefined, input);
    const lines = output.toString('latin1').split('\n');
    return commits.map((_, index) => {
      const match = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(lines[index] ?? '');
      return match === null ? null : { id: match[1], bytes: Number(match[2]) };
    });
  }

  /** The contents of files by object id. */
  async contentsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const unique = [...new Set(ids)];
    const input = unique.map((id) => `${id}\n`).join('');
    const output = await this.run(['cat-file', '--batch'], undefined, input);
    const contents = new Map<string, Buffer>();
    let at = 0;
    for (const id of unique) {
      const end = output.indexOf(10, at);
      const bytes = Number(output.toString('latin1', at, end).split(' ')[2]);
      contents.set(id, output.subarray(end + 1, end + 1 + bytes));
      at = end + 1 + bytes + 1;
    }
    return contents;
  }

  /** `messageOf` turns git's reason for a failure into a message. */
  private run(
    argv: readonly string[],
    messageOf = (reason: string) => `git ${argv[0]} in ${this.tree}: ${reason}`,
    input = '',
  ): Promise<Buffer> {
    const options = { encoding: 'buffer', env: this.env, maxBuffer: outputMax } as const;
    const all = [...settings, '--no-replace-objects', '-C', this.tree, ...argv];
    return new Promise((resolve, reject) => {
      const child = execFile('git', all, options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new InputError(messageOf(reasonOf(error, stderr))));
      });
      // Git may exit before it has read all input; then its exit status decides.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }
}

function reasonOf(error: Error, stderr: Buffer): string {
  if ('code' in error && error.code === 'ENOENT') return 'git is not installed';
  const [line = ''] = stderr.toString('utf8').split('\n');
  const reason = line.replace(/^(fatal|error): /, '');
  return reason === '' ? error.message.slice(0, 200) : reason;
}

/** If a hook starts this program, these variables name the repository of the hook. */
function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function commitOfLine(line: string): Commit {
  const [sha, parents, ...subject] = line.split('\0');
  const [parent = ''] = parents.split(' ');
  return { sha, parent: parent === '' ? null : parent, subject: subject.join(' ') };
}

/** Names of commits that users may type: no options, no search in messages, no paths. */
function checkName(name: string): void {
  const isPlain = /^[^-\s:?*[\]\\\p{Cc}][^\s:?*[\]\\\p{Cc}]{0,250}$/u.test(name);
  if (isPlain && !name.includes('..') && !name.includes('^{/')) return;
  throw new InputError(
    `${quotedValue(name, 100)} is not a commit: give a branch, a tag or an id, such as v5.8 or topic~3`,
  );
}

/** `A..B`; an omitted end is HEAD, as in git. Throws `InputError`. */
export function parseGitRange(text: string): { readonly from: string; readonly to: string } {
  const parts = text.split('..');
  const [from = '', to = ''] = parts;
  if (parts.length !== 2 || to.startsWith('.') || (from === '' && to === '')) {
    throw new InputError(
      `the range is ${quotedValue(text, 100)}; it must be two commits: v5.8..topic`,
    );
  }
  return { from: from === '' ? 'HEAD' : from, to: to === '' ? 'HEAD' : to };
}
