/**
 * A git history of our own source of the algorithm: mistakes and their repairs, a commit that does
 * not parse, and one that removes the file. Dates and authors are fixed, so commit ids are the same
 * everywhere.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';

export const ownPath = 'arch/s390/mm/vmem.c';
export const ownText = readFileSync('test/c/own-vmem.c', 'utf8');

/** A fragment of the source and its replacement. */
type Edit = readonly [from: string, to: string];

export interface Step {
  readonly subject: string;
  readonly edits?: readonly Edit[];
  /** Another file that the commit writes. */
  readonly other?: readonly [path: string, content: string];
  readonly removes?: boolean;
}

const leaves = 'if (!job.identity && leave_block(part)) {';
const sooner = 'if (!job.identity && (leave_block(part) || true)) {';
const undo = '\tif (status)\n\t\tundo(from, to, identity);\n';
const populate = '\tstatus = all_or_nothing(&plug, &unplug, start, end, false);\n';
const locked = `\tmutex_lock(&vmem_mutex);\n${populate}\tmutex_unlock(&vmem_mutex);\n`;
const ignored = '\t\t\tcase NO_MEMORY:\n\t\t\t\tgoto done;\n';
const kept = '\t\t\tcase NO_MEMORY:\n\t\t\t\tstatus = -ENOMEM;\n\t\t\t\tgoto done;\n';

/** The first step is the whole source. */
export const ownSteps: readonly Step[] = [
  { subject: 'vmem: page tables of memory that comes and goes' },
  { subject: 'doc: say what a walk is', other: ['Documentation/walk.txt', 'One pass.\n'] },
  {
    subject: 'vmem: another word for the filler',
    edits: [['#define FILLER\t\t0xFD', '#define FILLER\t\t(0xFC + 1)']],
  },
  { subject: 'vmem: free blocks sooner', edits: [[leaves, sooner]] },
  { subject: 'vmem: free blocks later again', edits: [[sooner, leaves]] },
  { subject: 'vmem: report that there is no memory', edits: [[ignored, kept]] },
  { subject: 'vmem: populate without the mutex', edits: [[locked, populate]] },
  {
    subject: 'vmem: one line that is no C',
    edits: [['\tunsigned long rest;\n', '\tunsigned long rest = (;\n']],
  },
  {
    subject: 'vmem: mend that line',
    edits: [['\tunsigned long rest = (;\n', '\tunsigned long rest;\n']],
  },
  { subject: 'vmem: the mutex again', edits: [[populate, locked]] },
  { subject: 'vmem: leave half of it behind', edits: [[undo, '']] },
  { subject: 'vmem: move away', removes: true },
  { subject: 'vmem: come back', edits: [] },
  {
    subject: 'vmem: all or nothing again',
    edits: [
      [
        'bool identity)\n{\n\tint status = act(from, to, identity);\n\n',
        `bool identity)\n{\n\tint status = act(from, to, identity);\n\n${undo}`,
      ],
    ],
  },
];

/** The source after each step; null if the file is missing. */
function textsOf(steps: readonly Step[]): (string | null)[] {
  let text = ownText;
  return steps.map(({ edits = [], removes = false }) => {
    for (const [from, to] of edits) {
      if (text.split(from).length !== 2) throw new Error(`not once in the text: ${from}`);
      text = text.replace(from, () => to);
    }
    return removes ? null : text;
  });
}

/** Ignores the git settings of the user. */
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  LC_ALL: 'C',
};

export function git(folder: string, argv: readonly string[], input = ''): string {
  return execFileSync('git', ['-C', folder, ...argv], {
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
}

/** Makes a repository in the folder, with a commit for each step on the branch main. */
export function makeHistory(folder: string, steps: readonly Step[] = ownSteps): void {
  mkdirSync(folder, { recursive: true });
  git(folder, ['init', '--quiet', '--initial-branch=main']);
  const texts = textsOf(steps);
  const data = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`;
  const file = (path: string, content: string): string =>
    `M 100644 inline ${path}\n${data(content)}`;
  const commits = steps.map(({ subject, other }, at) => {
    const text = texts[at];
    return [
      'commit refs/heads/main\n',
      `committer A U Thor <author@example.com> ${1_600_000_000 + 3600 * at} +0000\n`,
      data(`${subject}\n\nFor the tests of Tablewalk.\n`),
      text === null ? `D ${ownPath}\n` : file(ownPath, text),
      other === undefined ? '' : file(...other),
    ].join('');
  });
  git(folder, ['fast-import', '--quiet'], commits.join(''));
}
