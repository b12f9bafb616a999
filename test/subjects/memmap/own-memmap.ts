/** Searches of our own C sources of the memmap, unchanged or with an edit. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SourceText } from '../../../src/c/source-text.ts';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import { arm64 } from '../../../src/subjects/arm64/arm64.ts';
import { createCParser } from '../../../src/subjects/c-kernel/c-parser.ts';
import type { Architecture } from '../../../src/subjects/memmap/architecture.ts';
import { claimsOf } from '../../../src/subjects/memmap/claims.ts';
import { MemmapExecutor } from '../../../src/subjects/memmap/execution.ts';
import { Built, type MemmapScope } from '../../../src/subjects/memmap/scope.ts';
import { MemmapPrograms } from '../../../src/subjects/memmap/source.ts';
import { MemmapSystem } from '../../../src/subjects/memmap/system.ts';
import { x86 } from '../../../src/subjects/x86-64/x86-64.ts';

export const architectures = { 'x86-64': x86, arm64 } as const;
export type Name = keyof typeof architectures;

const parser = await createCParser();

const ownPath = (name: Name): string =>
  fileURLToPath(new URL(`../../c/own-${name}.c`, import.meta.url));

const textOf = (name: Name): string => readFileSync(ownPath(name), 'utf8');

export interface Edit {
  readonly from: string;
  readonly to: string;
}

/** The source with one fragment replaced; the fragment must occur exactly once. */
function edited(name: Name, edit: Edit | undefined): string {
  const text = textOf(name);
  if (edit === undefined) return text;
  const parts = text.split(edit.from);
  if (parts.length !== 2) throw new Error(`${parts.length - 1} places: ${edit.from}`);
  return parts.join(edit.to);
}

function sourceOf(architecture: Architecture, text: string): MemmapPrograms {
  const { name } = architecture;
  const texts = [new SourceText(`own-${name}.c`, text)];
  return new MemmapPrograms(parser, architecture, { name: `own-${name}`, texts });
}

const plain = {
  revision: 'own',
  callers: 'sections',
  sections: [1, 2],
  structPage: 64,
  altmap: [],
  failAllocs: 0,
} as const;

export type Part = Partial<Omit<MemmapScope, 'arch'>>;

export function builtOf(name: Name, part: Part = {}, edit?: Edit): Built {
  const architecture = architectures[name];
  const scope = { ...plain, arch: name, levels: architecture.levels[0], ...part };
  return new Built(scope, sourceOf(architecture, edited(name, edit)));
}

const limits = {
  stateCountMax: 100_000,
  memoryBytesMax: 2 ** 28,
  depthMax: Infinity,
  elapsedMsMax: Infinity,
};

interface Found {
  readonly states: number;
  readonly transitions: number;
  /** Claims that are not strict readings, each with the line at which it is violated. */
  readonly violated: Readonly<Record<string, string>>;
}

/**
 * A complete search, or one up to the shortest violation of one claim; each violation is executed again and must
 * violate its claim.
 */
export function searchOf(built: Built, only?: string): Found {
  const { invariants } = claimsOf(built.architecture);
  const claims = invariants.filter(
    ({ id, premise }) => premise === undefined && (only === undefined || id === only),
  );
  const system = new MemmapSystem(built);
  const stopAtFirst = only !== undefined;
  const hooks = { now: () => 0 };
  const result = breadthFirst({ system, invariants: claims, limits, hooks, stopAtFirst });
  const violated = result.violations.map(({ invariant, schedule }): [string, string] => {
    const operations = recordsOf(built, schedule);
    const { operations: parts } = new MemmapExecutor(built).execute({ operations });
    const steps = parts.at(-1)?.calls.flatMap((call) => call.steps) ?? [];
    const broken = steps.find(({ facts }) => (facts & invariant.violatedBy) !== 0);
    if (broken === undefined) throw new Error(`${invariant.id} is not broken when executed again`);
    const [place] = broken.places;
    const [text] = built.source.texts;
    return [invariant.id, place === undefined ? '' : text.lineText(place.line).trim()];
  });
  return {
    states: result.stateCount,
    transitions: result.transitionCount,
    violated: Object.fromEntries(violated),
  };
}

/** The operations of a schedule, as in a file. */
function recordsOf(built: Built, schedule: readonly number[]) {
  const system = new MemmapSystem(built);
  const state = new Uint8Array(system.stateLength);
  system.writeInitial(state);
  return schedule.map((ordinal) => {
    system.load(state, 0);
    for (let at = 0; at <= ordinal; at++) system.next();
    const { label: _, ...record } = system.describe();
    state.set(system.outcome.successor);
    return record as unknown as { op: string; section: number };
  });
}
