/** Chooses the subject of a command line: that of its arguments, or of each file that it reads. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { savedScopeOf } from '../checkpoint/resumed.ts';
import { isOptionOf } from '../cli/capability.ts';
import { takesModelFile } from '../cli/model-file.ts';
import { fileBytesMax, findCounterexamples } from '../counterexample/files.ts';
import { InputError } from '../errors.ts';
import type { Subject, SubjectOfFile } from '../subject/subject.ts';
import { isModelFile, loadModelFile } from '../subjects/defined/file/load-model.ts';
import { defaultSubject, subjectOfArchitecture, subjectOfScope } from './subjects.ts';

/** The subjects of a command line: its main one, and that of each file. */
export interface ChosenSubjects {
  readonly subject: Subject;
  readonly subjectOf: SubjectOfFile;
  /** Also of files that are written later. */
  readonly loadSubjectOf: (file: string) => Promise<Subject>;
}

/** Call it after all arguments have been read. Throws `InputError`. */
export async function chooseSubjects(command: Command): Promise<ChosenSubjects> {
  const named = namedSubject(command);
  if (named !== undefined) return only(withOptions(command, await named));
  const byFile = await subjectsOfFiles(command);
  const found = [...byFile.values()];
  const subject = found.find((one) => !(one instanceof InputError));
  if (subject === undefined || subject instanceof InputError) {
    if (found[0] instanceof InputError) throw found[0];
    return { ...only(await subjectOfResults(command)), loadSubjectOf: subjectIn };
  }
  const subjectOf = (file: string): Subject => {
    const own = byFile.get(file) ?? subject;
    if (own instanceof InputError) throw own;
    return own;
  };
  return { subject, subjectOf, loadSubjectOf: subjectIn };
}

function only(subject: Subject): ChosenSubjects {
  return { subject, subjectOf: () => subject, loadSubjectOf: async () => subject };
}

function namedSubject(command: Command): Promise<Subject> | undefined {
  const [file] = command.args;
  const { arch, system, resume } = command.opts();
  if (typeof system === 'string') return loadModelFile(system);
  if (takesModelFile(command) && file !== undefined) return loadModelFile(file);
  if (typeof arch === 'string') return subjectOfArchitecture(arch);
  return typeof resume === 'string' ? subjectOfScope(savedScopeOf(resume)) : undefined;
}

/** With results of several subjects, the default subject is preferred. */
async function subjectOfResults(command: Command): Promise<Subject> {
  if (command.name() !== 'ui') return defaultSubject;
  const { out } = command.opts();
  const scopes = [...scopesIn([String(out)])].map(([, scope]) => scope);
  const isOurs = scopes.some((scope) => defaultSubject.files.foreign(scope) === null);
  return isOurs || scopes.length === 0 ? defaultSubject : subjectOfScope(scopes[0]);
}

/** The subject of each counterexample that the command reads, or why it cannot be loaded. */
async function subjectsOfFiles(command: Command): Promise<Map<string, Subject | InputError>> {
  const byScope = new Map<string, Subject | InputError>();
  const byFile = new Map<string, Subject | InputError>();
  for (const [file, scope] of scopesIn(pathsRead(command))) {
    const key = JSON.stringify(scope);
    const subject = byScope.get(key) ?? (await subjectFor(command, scope));
    byScope.set(key, subject);
    byFile.set(file, subject);
  }
  return byFile;
}

async function subjectFor(command: Command, scope: object): Promise<Subject | InputError> {
  try {
    return withOptions(command, await subjectOfScope(scope));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** The default subject reports the errors of a file that is not a counterexample. */
async function subjectIn(file: string): Promise<Subject> {
  const scope = scopeIn(file);
  return scope === undefined ? defaultSubject : subjectOfScope(scope);
}

/** Counterexamples and their scopes, as JSON. */
function* scopesIn(paths: readonly string[]): Generator<[file: string, scope: object]> {
  for (const path of paths) {
    for (const file of counterexamplesAt(path)) {
      const scope = scopeIn(file);
      if (scope !== undefined) yield [file, scope];
    }
  }
}

/** Arguments that are files, and options that name a folder or a file of counterexamples. */
function pathsRead(command: Command): readonly string[] {
  const { dir, replay } = command.opts();
  const isFiles = command.registeredArguments.some((argument) =>
    ['file', 'path', 'paths'].includes(argument.name()),
  );
  const named = [dir, replay].filter((path) => typeof path === 'string');
  return [...(isFiles ? command.args : []), ...named];
}

/** Throws `InputError` for an option that the subject does not have. */
function withOptions(command: Command, subject: Subject): Subject {
  if (subject === defaultSubject) return subject;
  const refused = command.options.find(
    (option) => isGiven(command, option) && !isOptionOf(option, subject),
  );
  if (refused === undefined) return subject;
  throw new InputError(
    `${refused.long} is given with ${subject.story.modelled}; it is an option of ${defaultSubject.story.modelled}: leave out one of the two`,
  );
}

/** Two options, `--dcss` and `--no-dcss`, may set one value. */
function isGiven(command: Command, option: Option): boolean {
  const name = option.attributeName();
  const isCli = command.getOptionValueSource(name) === 'cli';
  return isCli && option.negate === (command.getOptionValue(name) === false);
}

/** The command reports unreadable files. */
function counterexamplesAt(path: string): string[] {
  try {
    return findCounterexamples([path]);
  } catch {
    return [];
  }
}

/** The scope of a counterexample, as JSON; undefined for other files. */
function scopeIn(path: string): object | undefined {
  try {
    const status = statSync(path);
    if (!status.isFile() || status.size > fileBytesMax) return undefined;
    const { request } = Object(JSON.parse(readFileSync(path, 'utf8')));
    return typeof request === 'object' && request !== null ? request : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Throws `InputError` for a user-defined system if the command takes none: it would be read as
 * something else. Call it before the arguments are read.
 */
export function refuseModelFiles(command: Command, argv: readonly string[]): void {
  const [name, ...rest] = argv;
  const named = command.commands.find((one) => one.name() === name);
  if (named === undefined || takesModelFile(named) || name === 'plan') return;
  const given = rest.find(
    (text, at) => isModelFile(text) && !rest[at - 1]?.startsWith('-') && existsSync(text),
  );
  if (given === undefined) return;
  throw new InputError(
    `${name} does not accept the file of a system, such as ${given}: check, sample and size search it, list has its names with --system, and show, replay, shrink, explain, corpus and ui take the counterexamples that a search wrote`,
  );
}
