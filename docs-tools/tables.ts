/** Tables of program data: lists, counts, the corpus. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Program } from './program.ts';

type Table = (argument: string, program: Program) => Promise<string>;

export const tables: Readonly<Record<string, Table>> = {
  counts,
  list,
  corpus,
  bench: () => Promise.resolve(bench()),
};

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}

async function jsonOf(program: Program, ...argv: readonly string[]): Promise<Json> {
  const { stdout } = await program([...argv, '--json']);
  return JSON.parse(stdout);
}

/** A JSON document of the program; a missing field is an error. */
type Json = Record<string, unknown>;

function rowsIn(document: Json, field: string): Json[] {
  const rows = document[field];
  if (!Array.isArray(rows)) throw new Error(`the document has no list "${field}"`);
  return rows;
}

/** All counts of the manual in one place. */
async function counts(_: string, program: Program): Promise<string> {
  const lengths = await Promise.all(
    ['revisions', 'invariants', 'presets', 'mutants'].map(async (topic) => [
      topic,
      grouped(rowsIn(await jsonOf(program, 'list', topic), topic).length),
    ]),
  );
  const files = rowsIn(await jsonOf(program, 'corpus', 'list'), 'entries');
  return tableOf(
    ['What', 'How many'],
    [
      ...lengths,
      ['counterexamples in the corpus', grouped(files.length)],
      [
        'recordings of the real code',
        grouped(readdirSync('test/golden').filter(isRecording).length),
      ],
    ],
  );
}

function isRecording(name: string): boolean {
  return name.endsWith('.jsonl.gz');
}

/** The columns of each list: fields of `tablewalk list TOPIC --json` and their headings. */
const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  invariants: {
    id: 'Invariant',
    claim: 'Claim',
    premise: 'Strict reading: why it decides nothing',
  },
  goals: { id: 'Goal', claim: 'What must be possible' },
  revisions: { name: 'Revision', changes: 'Meaning', parent: 'Follows' },
  presets: { name: 'Preset', purpose: 'For', size: 'Cost' },
  threads: { name: 'Thread', does: 'What it does', locks: 'Locks' },
  features: { name: 'Feature', meaning: 'Meaning' },
  mutants: { id: 'Mutant', mistake: 'Mistake', origin: 'Origin' },
};

async function list(topic: string, program: Program): Promise<string> {
  const heads = columns[topic];
  if (heads === undefined) throw new Error(`no columns for list ${topic}`);
  const rows = rowsIn(await jsonOf(program, 'list', topic), topic);
  const cells = rows.map((row) =>
    Object.keys(heads).map((field, at) => (at === 0 ? `\`${row[field]}\`` : textOf(row[field]))),
  );
  return tableOf(Object.values(heads), cells);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

interface StoredOperation {
  readonly op: string;
  readonly sections?: readonly number[];
  readonly start?: string;
  readonly end?: string;
  readonly failed?: readonly number[];
  readonly contents?: readonly { readonly attempt: number }[];
  readonly thread?: number;
}

interface StoredFile {
  readonly request: { readonly contract: string };
  readonly invariant: string;
  readonly operations: readonly StoredOperation[];
}

/** The files of one or all findings: the violated claim and the operations. */
async function corpus(argument: string, program: Program): Promise<string> {
  const [finding = '', folder = '../corpus/'] = argument.split(' ');
  const entries = rowsIn(await jsonOf(program, 'corpus', 'list'), 'entries');
  const rows = entries.flatMap((entry) => {
    const path = String(entry['file']);
    const name = path.replace(/^.*\//, '');
    if (!name.startsWith(finding === 'all' ? 'F' : `${finding}-`)) return [];
    const file: StoredFile = JSON.parse(readFileSync(path, 'utf8'));
    const { contract } = file.request;
    return [
      [
        `[${name}](${folder === './' ? '' : folder}${name})`,
        `\`${file.invariant}\`${contract === 'any' ? ', misuse' : ''}`,
        grouped(Number(entry['steps'])),
        file.operations.map(words).join('; '),
      ],
    ];
  });
  if (rows.length === 0) throw new Error(`the corpus has no file of ${finding}`);
  return tableOf(['File', 'Breaks', 'Steps', 'Operations'], rows);
}

function words(operation: StoredOperation): string {
  const { op, sections, start, end, failed = [], contents = [], thread } = operation;
  const where =
    sections === undefined ? [start, end].filter(Boolean).join('-') : sections.join('+');
  const chances = [
    ...failed.map((attempt) => `allocation ${attempt} fails`),
    ...contents.map(({ attempt }) => `allocation ${attempt} holds 0xFD`),
  ];
  return [
    ...(thread === undefined ? [] : [`thread ${thread}:`]),
    op,
    ...(where === '' ? [] : [where]),
    ...(chances.length === 0 ? [] : [`(${chances.join(', ')})`]),
  ].join(' ');
}

interface BenchFile {
  readonly date: string;
  readonly commit: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly cases: readonly Readonly<Record<string, string | number>>[];
}

/** The newest file written by `npm run bench -- --save`; nothing is measured here. */
function bench(): string {
  const [name] = readdirSync('bench/results').sort().reverse();
  const path = `bench/results/${name}`;
  const { date, commit, machine, cases }: BenchFile = JSON.parse(readFileSync(path, 'utf8'));
  const head = `${date}, commit ${commit}, ${machine['processor']} (${machine['processors']} processors), Node ${machine['node']}.\n\n`;
  const rows = cases.map((one) => [
    `\`${one['name']}\``,
    String(one['engine']),
    String(one['seconds']),
    `${one['secondsMin']} to ${one['secondsMax']}`,
    String(one['cpuSeconds']),
    grouped(Number(one['states'])),
    grouped(Number(one['statesPerSecond'])),
    String(one['peakMiB']),
  ]);
  const heads = ['Case', 'Engine', 'Seconds', 'Range', 'CPU s', 'States', 'States/s', 'Peak MiB'];
  return head + tableOf(heads, rows);
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
