/** Which subject a command line is about: a file that exports a system, or what counterexample files name. */
import { readFileSync, statSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { openCheckpoint } from '../checkpoint/file.ts';
import { takersOf } from '../cli/scope-table.ts';
import { fileBytesMax, findCounterexamples } from '../counterexample/files.ts';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';
import { loadModelFile, loadNamedModel } from '../subjects/defined/file/load-model.ts';
import type { ModelSource } from '../subjects/defined/scope.ts';
import { defaultSubject } from './subjects.ts';

/** Commands whose arguments are counterexample files, or folders of them. */
const readers: readonly string[] = ['show', 'replay', 'shrink', 'explain'];
/** Commands that take a file that exports a system. */
const searchers: readonly string[] = ['check', 'sample', 'size'];
/** Options of a scope that every subject has. */
const forAll: readonly string[] = ['--invariants', '--stop-at-first'];
/** Options of vmem.c that are no options of a scope. */
const ofVmem: readonly string[] = ['--source', '--with', '--sweep', '--pools', '--seeds'];

/** Call it when all arguments were read. Throws `InputError`. */
export async function chooseSubject(command: Command): Promise<Subject> {
  const [file] = command.args;
  const { system } = command.opts();
  if (typeof system === 'string') return loadModelFile(system);
  if (searchers.includes(command.name()) && file !== undefined) {
    refuseOptions(command, file);
    return loadModelFile(file);
  }
  const { resume } = command.opts();
  if (typeof resume === 'string') return subjectOf(systemSearchedIn(resume));
  return subjectOfFiles(pathsRead(command));
}

function subjectOf(named: ModelSource | null): Subject | Promise<Subject> {
  return named === null ? defaultSubject : loadNamedModel(named);
}

/** Of a checkpoint. */
function systemSearchedIn(file: string): ModelSource | null {
  const { head, close } = openCheckpoint(file);
  close();
  return sourceIn(head.run.request.scopes[0]);
}

/** The counterexample files that a command reads, and folders of them. */
function pathsRead(command: Command): readonly string[] {
  if (readers.includes(command.name())) return command.args;
  if (command.parent?.name() !== 'corpus') return [];
  const { dir } = command.opts();
  return typeof dir === 'string' ? [...command.args, dir] : command.args;
}

function refuseOptions(command: Command, file: string): void {
  const ofScopes = takersOf(defaultSubject);
  const flags = command.options
    .filter((option) => isGiven(command, option))
    .map(({ long }) => long ?? '');
  const refused = flags.find(
    (flag) => (ofScopes.has(flag) && !forAll.includes(flag)) || ofVmem.includes(flag),
  );
  if (refused === undefined) return;
  throw new InputError(
    `${refused} is given with ${file}; it is an option of vmem.c: leave out one of the two`,
  );
}

/** Two options, `--dcss` and `--no-dcss`, may set one value. */
function isGiven(command: Command, option: Option): boolean {
  const name = option.attributeName();
  const isCli = command.getOptionValueSource(name) === 'cli';
  return isCli && option.negate === (command.getOptionValue(name) === false);
}

/** Files of one run are of one subject. What cannot be read is left to the command. */
async function subjectOfFiles(paths: readonly string[]): Promise<Subject> {
  const systems = new Map<string, ModelSource | null>();
  for (const path of paths.flatMap(filesOf)) {
    const named = systemNamedIn(path);
    if (named !== undefined) systems.set(named?.file ?? 'vmem.c', named);
  }
  if (systems.size > 1) {
    throw new InputError(
      `the files are of ${systems.size} systems: ${[...systems.keys()].join(', ')}; name those of one system at a time`,
    );
  }
  const [named = null] = systems.values();
  return subjectOf(named);
}

function filesOf(path: string): string[] {
  try {
    return findCounterexamples([path]);
  } catch {
    return [];
  }
}

/** Null for vmem.c; undefined if it is no counterexample. */
function systemNamedIn(path: string): ModelSource | null | undefined {
  let request: unknown;
  try {
    const status = statSync(path);
    if (!status.isFile() || status.size > fileBytesMax) return undefined;
    request = Object(JSON.parse(readFileSync(path, 'utf8'))).request;
  } catch {
    return undefined;
  }
  return typeof request === 'object' && request !== null ? sourceIn(request) : undefined;
}

/** What a scope of a defined system names, as JSON; null for another scope. */
function sourceIn(scope: unknown): ModelSource | null {
  const { file, blob } = Object(scope);
  return typeof file === 'string' && typeof blob === 'string' ? { file, blob } : null;
}
