/**
 * `npm run kernel-texts -- DIR`: reads the vmem.c of real kernels and compares them with the
 * hand-written programs. It searches DIR for kernel trees; if apt is available, it first downloads
 * the packages linux-source-* into it. The table contains blob ids and results, but no kernel code.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fetchKernelTrees } from './kernel-trees.ts';
import { type Program, processIn } from './program.ts';

/** Revisions and variants that a source may equal, newest first. */
const candidates = [
  'linux-7.2',
  'linux-6.12',
  'mainline',
  'linux-5.10+largeLeafAtZero',
  'linux-5.10',
  'linux-5.9',
  'v2-1',
  'base',
];

/** Options of the scopes in which a source and a revision are compared. */
const scopes: Readonly<Record<string, string>> = {
  quick: '--preset quick',
  kasan: '--preset kasan',
  dcss: '--preset dcss',
  identity: '--preset identity',
  levels: '--preset levels',
  near: '--preset quick --vmalloc near',
  'any, a leaf split': '--contract any --identity-points 16,20,32 --edat2 --no-debug-pagealloc',
};

interface Found {
  readonly states: number;
  readonly transitions: number;
  readonly violated: string;
}

interface Conformance {
  readonly traces: number;
  readonly operations: number;
  readonly events: number;
  /** The event of the source at the first mismatch. */
  readonly mismatches: readonly { readonly actual: string }[];
}

/** Since 6.1 a large leaf may map address 0: `largeLeafAtZero`. */
const leafAtZero = /^\["set","p[mu]d","0x0","dir"\]$/;

interface Row {
  readonly kernel: string;
  readonly blob: string;
  readonly revision: string;
  readonly recordings: string;
  readonly scopes: string;
}

class TextComparison {
  private readonly run: Program;
  private readonly tree: string;

  constructor(run: Program, tree: string) {
    this.run = run;
    this.tree = tree;
  }

  async row(): Promise<Row> {
    const { blob, refusals } = await this.json<{ blob: string; refusals: unknown[] }>([
      'source',
      this.tree,
      '--json',
    ]);
    const row = { kernel: versionOf(this.tree), blob: blob.slice(0, 12) };
    if (refusals.length > 0) {
      const revision = `not understood in ${refusals.length} places`;
      return { ...row, revision, recordings: '', scopes: '' };
    }
    const differences: string[] = [];
    for (const revision of candidates) {
      const compared = await this.comparedWith(revision);
      if (compared.different === null) {
        const recordings = await this.recordings(revision);
        return { ...row, revision, recordings, scopes: compared.equal.join('; ') };
      }
      differences.push(`${revision}: ${compared.different}`);
    }
    return { ...row, revision: 'none', recordings: '', scopes: differences.join('; ') };
  }

  /** Scopes in which the source equals a revision, up to the first in which it differs. */
  private async comparedWith(
    revision: string,
  ): Promise<{ equal: string[]; different: string | null }> {
    const equal: string[] = [];
    for (const [name, options] of Object.entries(scopes)) {
      const words = ['check', ...options.split(' '), '--json', '--no-files', '--quiet'];
      const byHand = await this.found([...words, '--revision', revision]);
      const read = await this.found([...words, '--source', this.tree]);
      const isEqual = JSON.stringify(byHand) === JSON.stringify(read);
      if (!isEqual) return { equal, different: name };
      equal.push(`${name} ${read.states}`);
    }
    return { equal, different: null };
  }

  private async found(words: readonly string[]): Promise<Found> {
    type Document = Found & { violations: readonly { invariant: string; operations: number }[] };
    const { states, transitions, violations } = await this.json<Document>(words);
    const all = violations.map(({ invariant, operations }) => `${invariant} ${operations}`);
    return { states, transitions, violated: all.sort().join(', ') };
  }

  /**
   * The recordings of a revision, or of its base revision if it is a variant, replayed with the
   * source.
   */
  private async recordings(revision: string): Promise<string> {
    const [recorded] = revision.split('+');
    const files = readdirSync('test/golden')
      .filter((file) => file.startsWith(`${recorded}.`))
      .map((file) => join('test/golden', file));
    if (files.length === 0) return 'none';
    const words = ['conform', ...files, '--source', this.tree, '--json', '--quiet'];
    const { traces, operations, events, mismatches } = await this.json<Conformance>(words);
    const good = traces - mismatches.length;
    const [some, all] = [operations, events].map((count) => count.toLocaleString('en'));
    const atZero = mismatches.filter(({ actual }) => leafAtZero.test(actual)).length;
    const rest = atZero === 0 ? '' : `; ${atZero} first differ by a large leaf that maps address 0`;
    return `${good} of ${traces}: ${some} operations, ${all} events${rest}`;
  }

  /** A command that was killed or failed prints no document. */
  private async json<Document>(words: readonly string[]): Promise<Document> {
    const { stdout, stderr, exitCode } = await this.run(words);
    try {
      return JSON.parse(stdout) as Document;
    } catch {
      const [reason = 'no message'] = stderr.trim().split('\n');
      throw new Error(
        `tablewalk ${words.join(' ')} printed no JSON, exit code ${exitCode}: ${reason}`,
      );
    }
  }
}

/** The version in the Makefile of the tree. */
function versionOf(tree: string): string {
  const makefile = join(tree, 'Makefile');
  if (!existsSync(makefile)) return tree;
  const text = readFileSync(makefile, 'utf8');
  const part = (name: string): string =>
    new RegExp(`^${name} = (\\S*)`, 'm').exec(text)?.[1] ?? '?';
  return ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map(part).join('.');
}

async function main([folder, ...others]: readonly string[]): Promise<void> {
  if (folder === undefined || others.length > 0) {
    throw new Error('give one folder: npm run kernel-texts -- DIR');
  }
  mkdirSync(folder, { recursive: true });
  await fetchKernelTrees(folder);
  const trees = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((tree) => existsSync(join(tree, 'arch/s390/mm/vmem.c')));
  if (trees.length === 0) throw new Error(`${folder} has no kernel tree, and apt has none`);
  const run = processIn('.', resolve('dist/main/main.js'));
  process.stdout.write(
    '| Kernel | Blob of vmem.c | Equals | Recordings | States of the scopes |\n',
  );
  process.stdout.write('| --- | --- | --- | --- | --- |\n');
  for (const tree of trees) {
    const row = await rowOf(run, tree);
    const cells = [row.kernel, row.blob, row.revision, row.recordings, row.scopes];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}

/** A tree that cannot be compared gets a row with the reason, and the script continues. */
async function rowOf(run: Program, tree: string): Promise<Row> {
  try {
    return await new TextComparison(run, tree).row();
  } catch (error) {
    process.exitCode = 1;
    const reason = error instanceof Error ? error.message : String(error);
    return { kernel: versionOf(tree), blob: '?', revision: reason, recordings: '', scopes: '' };
  }
}

await main(process.argv.slice(2));
