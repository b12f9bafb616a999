/** Loads the system that a file of the user exports, by importing the file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, inFile } from '../../../errors.ts';
import { attemptRead } from '../../../files/system-errors.ts';
import { isPlain } from '../../../input/given.ts';
import type { SubjectKind } from '../../../subject/subject.ts';
import { shortened } from '../../../text/visible-text.ts';
import { type DefinedModel, defineModel } from '../model.ts';
import type { ModelSource } from '../scope.ts';
import { type DefinedSubject, definedSubject, type Sharing } from '../subject.ts';

const scriptEndings = ['.mjs', '.js', '.cjs', '.ts', '.mts'];

/** True for file names that can only be scripts, not options, counterexamples or C sources. */
export function isModelFile(path: string): boolean {
  return scriptEndings.includes(extname(path));
}

/**
 * The system that the file exports, as a subject. Throws `InputError` if there is none or more than one,
 * and if the file cannot be read or imported.
 */
export async function loadModelFile(file: string): Promise<DefinedSubject> {
  return loadSource({ file, blob: blobOf(file) }, { anyContent: true });
}

/** The same with an expected content. Throws `InputError` if the file has changed. */
async function loadNamedModel(
  { file, blob }: ModelSource,
  sharing: Sharing,
): Promise<DefinedSubject> {
  const now = blobOf(file);
  if (now === blob) return loadSource({ file, blob }, sharing);
  throw new InputError(
    `${file} has changed: its content is blob ${now}, but ${blob} was used; to use the current content, name it: --system ${file}`,
  );
}

/** Systems in files: a scope names the file, and the blob id of its content. */
export const definedKind: SubjectKind = {
  ofScope: loadNamed,
  ofRef: ({ data }) => loadNamed(data),
};

function loadNamed(source: unknown): Promise<DefinedSubject> | null {
  const { file, blob, ...sharing } = Object(source);
  return typeof file === 'string' && typeof blob === 'string'
    ? loadNamedModel({ file, blob }, sharing)
    : null;
}

function blobOf(file: string): string {
  if (!isModelFile(file)) {
    throw new InputError(
      `the file of a system is ${JSON.stringify(file)}; its name must end in ${scriptEndings.join(', ')}`,
    );
  }
  const content = attemptRead('the file of a system', file, () => readFileSync(file));
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

async function loadSource(source: ModelSource, sharing: Sharing): Promise<DefinedSubject> {
  const { file } = source;
  const model = modelOf(file, await imported(source));
  const subject = inFile(file, () =>
    definedSubject(defineModel({ name: nameOf(file), ...model }), source, sharing),
  );
  // More claims than a search can judge are rejected before it starts.
  inFile(file, () => subject.createSystem(subject.scope));
  return subject;
}

function nameOf(file: string): string {
  return parse(file)
    .name.replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 100);
}

async function imported({ file, blob }: ModelSource): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(file);
  // A module is evaluated once per address: new content needs a new address.
  url.searchParams.set('blob', blob);
  try {
    return await import(/* @vite-ignore */ url.href).catch((error: unknown) => {
      if (importErrorCode(error) === 'ERR_UNKNOWN_FILE_EXTENSION') return importedTypeScript(file);
      throw error;
    });
  } catch (error) {
    throw importError(file, error);
  }
}

/** For a Node before 22.18, which imports no TypeScript. */
async function importedTypeScript(file: string): Promise<Readonly<Record<string, unknown>>> {
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url, { fsCache: false, moduleCache: false }).import(resolve(file));
}

function importErrorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function importError(file: string, error: unknown): InputError {
  const text = String(error instanceof Error ? error.message : error);
  if (
    /_NOT_FOUND$/.test(String(importErrorCode(error))) &&
    /(package|module) 'tablewalk'/.test(text)
  ) {
    return new InputError(
      `${file}: imports tablewalk, which is not installed there; npm install tablewalk`,
    );
  }
  const [first, place] = text.split('\n');
  // A syntax error in TypeScript has its place on the second line.
  const isPlace = place !== undefined && /^\s*\/.*:\d+:\d+$/.test(place);
  const message = shortened(first.trim(), 300);
  const name = error instanceof Error ? error.name : 'an exception';
  const what = isPlace
    ? `cannot be imported: ${message} at ${place.trim()}`
    : name === 'InputError'
      ? message
      : `cannot be imported: ${name}: ${message}`;
  return new InputError(`${file}: ${what}`, [], { cause: error });
}

/** The default export, or else the only export that is a system or a model. */
function modelOf(file: string, exports: Readonly<Record<string, unknown>>): DefinedModel<unknown> {
  const found = Object.entries(exports).filter(([, value]) => isModel(value) || isSystem(value));
  const byDefault = found.filter(([name]) => name === 'default');
  const models = found.filter(([, value]) => isModel(value));
  const chosen = [byDefault, models, found].find(({ length }) => length > 0) ?? [];
  if (chosen.length === 0) {
    throw new InputError(
      `${file}: exports no system; write export default defineModel({ system, invariants })`,
    );
  }
  if (chosen.length > 1) {
    const names = chosen
      .map(([name]) => name)
      .sort()
      .join(', ');
    throw new InputError(
      `${file}: exports ${chosen.length} systems: ${names}; make one the default`,
    );
  }
  const [[, value]] = chosen;
  if (isModel(value)) return value;
  const { invariants, goals } = exports;
  if (invariants === undefined) {
    throw new InputError(
      `${file}: exports a system and no invariants; write export default defineModel({ system, invariants })`,
    );
  }
  // The kinds are validated with those of the model.
  return {
    system: value,
    invariants,
    ...(goals !== undefined && { goals }),
  } as DefinedModel<unknown>;
}

function isSystem(value: unknown): value is DefinedModel<unknown>['system'] {
  return typeof value === 'object' && value !== null && 'initialBytes' in value;
}

function isModel(value: unknown): value is DefinedModel<unknown> {
  return isPlain(value) && 'system' in value && isSystem(value.system);
}
