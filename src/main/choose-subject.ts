/**
 * Chooses the subject of a command line: a file that exports a system, or the subject named in the
 * files it reads.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { savedScopeOf } from '../checkpoint/resumed.ts';
import { isOptionOf } from '../cli/capability.ts';
import { takesModelFile } from '../cli/model-file.ts';
import { fileBytesMax, findCounterexamples } from '../counterexample/files.ts';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';
import { isModelFile, loadModelFile } from '../subjects/defined/file/load-model.ts';
import { defaultSubject, subjectOfScope } from './subjects.ts';

/** Call it after all arguments have been read. Throws `InputError`. */
export async function chooseSubject(command: Command): Promise<Subject> {
  const subject = await namedSubject(command);
  if (subject !== defaultSubject) refuseOptions(command, subject);
  return subject;
}

async function namedSubject(command: Command): Promise<Subject> {
  const [file] = command.args;
  const { system, resume, out } = command.opts();
  if (typeof system === 'string') return loadModelFile(system);
  if (takesModelFile(command) && file !== undefined) return loadModelFile(file);
  if (typeof resume === 'string') return subjectOfScope(savedScopeOf(resume));
  const [first] = scopesIn(pathsRead(command));
  if (first !== undefined) return subjectOfScope(first);
  return command.name() === 'ui' ? subjectOfResults(String(out)) : defaultSubject;
}

/** With results of several subjects, the default subject is preferred. */
function subjectOfResults(directory: string): Subject | Promise<Subject> {
  const scopes = [...scopesIn([directory])];
  const isOurs = scopes.some((scope) => defaultSubject.files.foreign(scope) === null);
  return isOurs || scopes.length === 0 ? defaultSubject : subjectOfScope(scopes[0]);
}

/** Scopes of counterexamples, as JSON. The command refuses files of other subjects one by one. */
function* scopesIn(paths: readonly string[]): Generator<object> {
  for (const path of paths) {
    for (const file of counterexamplesAt(path)) {
      const scope = scopeIn(file);
      if (scope !== undefined) yield scope;
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

function refuseOptions(command: Command, subject: Subject): void {
  const refused = command.options.find(
    (option) => isGiven(command, option) && !isOptionOf(option, subject),
  );
  if (refused === undefined) return;
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
