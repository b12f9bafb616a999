/** Which subject a command line is about: a file that exports a system, or what the files that it reads name. */
import { readFileSync, statSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { savedScopeOf } from '../checkpoint/plan.ts';
import { isOptionOf } from '../cli/capability.ts';
import { takesModelFile } from '../cli/model-file.ts';
import { fileBytesMax, findCounterexamples } from '../counterexample/files.ts';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';
import { loadModelFile } from '../subjects/defined/file/load-model.ts';
import { defaultSubject, subjectOfScope } from './subjects.ts';

/** Call it when all arguments were read. Throws `InputError`. */
export async function chooseSubject(command: Command): Promise<Subject> {
  const [file] = command.args;
  const { system, resume } = command.opts();
  if (typeof system === 'string') return loadModelFile(system);
  if (takesModelFile(command) && file !== undefined) {
    const subject = await loadModelFile(file);
    refuseOptions(command, subject, file);
    return subject;
  }
  if (typeof resume === 'string') return subjectOfScope(savedScopeOf(resume));
  return subjectOfFiles(command);
}

/** That of the first counterexample: the command refuses files of others one by one. */
function subjectOfFiles(command: Command): Subject | Promise<Subject> {
  for (const path of pathsRead(command)) {
    for (const file of counterexamplesAt(path)) {
      const scope = scopeIn(file);
      if (scope !== undefined) return subjectOfScope(scope);
    }
  }
  return defaultSubject;
}

/** Arguments, and options that name a folder or a file of counterexamples. */
function pathsRead(command: Command): readonly string[] {
  const { dir, replay, out } = command.opts();
  const named = [dir, replay, command.name() === 'ui' ? out : undefined];
  return [...command.args, ...named.filter((path) => typeof path === 'string')];
}

function refuseOptions(command: Command, subject: Subject, file: string): void {
  const refused = command.options.find(
    (option) => isGiven(command, option) && !isOptionOf(option, subject),
  );
  if (refused === undefined) return;
  throw new InputError(
    `${refused.long} is given with ${file}; it is an option of ${defaultSubject.story.modelled}: leave out one of the two`,
  );
}

/** Two options, `--dcss` and `--no-dcss`, may set one value. */
function isGiven(command: Command, option: Option): boolean {
  const name = option.attributeName();
  const isCli = command.getOptionValueSource(name) === 'cli';
  return isCli && option.negate === (command.getOptionValue(name) === false);
}

/** What cannot be read is left to the command. */
function counterexamplesAt(path: string): string[] {
  try {
    return findCounterexamples([path]);
  } catch {
    return [];
  }
}

/** The scope of a counterexample, as JSON; undefined if the file is none. */
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
