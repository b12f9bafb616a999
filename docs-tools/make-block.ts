/** Makes the content of a block: the output of commands, or a table of their results. */
import type { Request } from './page.ts';
import { argvOf, type Output, type Program } from './program.ts';
import { tableOf, tables } from './tables.ts';

export async function makeBlock(request: Request, program: Program): Promise<string> {
  switch (request.kind) {
    case 'console':
      return fenced('console', await session([request.argument, ...request.lines], program));
    case 'output': {
      const [language, ...words] = request.argument.split(' ');
      return fenced(language, await outputOf(words.join(' '), program));
    }
    case 'answers':
      return answers(request.lines, program);
    case 'states':
      return states(request, program);
    case 'table': {
      const [name, ...words] = request.argument.split(' ');
      const make = tables[name];
      if (make === undefined) throw new Error(`no such table: ${name}`);
      return make(words.join(' '), program);
    }
    default:
      throw new Error(`no such kind of block: ${request.kind}`);
  }
}

function fenced(language: string, content: string): string {
  return `\`\`\`${language}\n${content}\`\`\`\n`;
}

/** The commands of a block; lines that end in a backslash are joined. */
function commandsOf(lines: readonly string[]): string[] {
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim());
}

/** A terminal session: each command, its output, and its exit code if not 0. */
async function session(lines: readonly string[], program: Program): Promise<string> {
  const shown: string[] = [];
  for (const line of commandsOf(lines.filter((one) => one !== ''))) {
    const { command, first, last } = partOf(line);
    const { stdout, exitCode } = await program(argvOf(command));
    const status = exitCode === 0 ? '' : `$ echo $?\n${exitCode}\n`;
    shown.push(`$ npx ${command}\n${cut(stdout, first, last)}${status}`);
  }
  return shown.join('');
}

async function outputOf(line: string, program: Program): Promise<string> {
  const { command, first, last } = partOf(line);
  const { stdout } = await program(argvOf(command));
  return cut(stdout, first, last);
}

/**
 * `COMMAND | from TEXT to TEXT` shows the lines from the first with the first text to the next with
 * the second.
 */
function partOf(line: string): { command: string; first: string; last: string } {
  const [command, part = ''] = line.split(' | ');
  const [, first = '', last = ''] = /^(?:from (.*?))?(?: ?to (.*))?$/.exec(part) ?? [];
  return { command, first, last };
}

function cut(output: string, first: string, last: string): string {
  if (first === '' && last === '') return output;
  const lines = output.split('\n').slice(0, -1);
  const begin = first === '' ? 0 : lines.findIndex((line) => line.includes(first));
  if (begin < 0) throw new Error(`the output has no line with "${first}":\n${output}`);
  const after =
    last === '' ? -1 : lines.findIndex((line, at) => at >= begin && line.includes(last));
  if (last !== '' && after < 0)
    throw new Error(`the output has no line with "${last}":\n${output}`);
  const end = last === '' ? lines.length : after + 1;
  const shown = lines.slice(begin, end);
  return `${[...(begin > 0 ? ['...'] : []), ...shown, ...(end < lines.length ? ['...'] : [])].join('\n')}\n`;
}

const verdicts =
  /^((?:SAME|DIFFERENT|UNDECIDED|HOLDS|VIOLATED|NOT JUDGED|PASSED|FAILED|CONFORMS|MINIMAL)[:,.]?.*)$/m;

/** A row for each command: its verdict line, and its exit code. */
async function answers(lines: readonly string[], program: Program): Promise<string> {
  const rows = await Promise.all(
    commandsOf(lines).map(async (command) => {
      const output = await program(argvOf(command));
      return [`\`${command}\``, verdictIn(output, command), String(output.exitCode)];
    }),
  );
  return tableOf(['Command', 'Answer', 'Exit code'], rows);
}

function verdictIn({ stdout }: Output, command: string): string {
  const [, verdict] = verdicts.exec(stdout) ?? [];
  if (verdict === undefined) throw new Error(`no verdict in the output of ${command}:\n${stdout}`);
  return verdict;
}

/**
 * A row for each line `NAME: FLAGS`, with the number of states that a search with these flags visits.
 */
async function states({ argument, lines }: Request, program: Program): Promise<string> {
  const [common, ...cases] = commandsOf(lines);
  const rows: string[][] = [];
  for (const line of cases) {
    const [name, flags] = line.split(': ');
    const command = `${common} ${flags} --search dfs --invariants no-deadlock --no-files --quiet`;
    const { stdout } = await program(argvOf(command));
    const [, count, transitions] = /^([\d,]+) states, ([\d,]+) transitions/m.exec(stdout) ?? [];
    if (count === undefined) throw new Error(`no states in the output of ${command}:\n${stdout}`);
    rows.push([name, `\`${flags}\``, count, transitions]);
  }
  return tableOf([argument, 'Flags', 'States', 'Transitions'], rows);
}
