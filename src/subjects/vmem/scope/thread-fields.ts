/** The fields of a scope that define which threads interleave, and how, one row each. */
import { z } from 'zod';
import { InputError } from '../../../errors.ts';
import { parseChoice } from '../../../input/parse-values.ts';
import { must } from '../../../input/schema-rules.ts';
import type { GivenFlags } from '../../../subject/scopes.ts';
import { plural } from '../../../text/paragraph.ts';
import { quotedValue } from '../../../text/visible-text.ts';
import { boundOrAll, countOrAll, type Dimension, oneOfWords } from './dimension.ts';
import { type ThreadRole, threadRoleNames } from './thread-roles.ts';

/** The steps that a thread runs before another may be scheduled; see `docs/REDUCTIONS.md`. */
const merges = ['none', 'reads', 'sections'] as const;
export type Merge = (typeof merges)[number];

/** Which states that differ only by a permutation of threads count as one. */
const symmetries = ['none', 'threads'] as const;
type Symmetry = (typeof symmetries)[number];

/** Which locks threads take around their operations: only contended ones, or all. */
const lockPolicies = ['contended', 'all'] as const;
export type LockPolicy = (typeof lockPolicies)[number];

/** The identity of a table or a block: its position only, or also its frame. */
export const identities = ['position', 'names'] as const;
type Identity = (typeof identities)[number];

/** More threads have more states than any machine has bytes. */
export const threadsMax = 4;

/** How threads take turns. */
export interface ThreadFields {
  /** Threads that interleave step by step; none: one thread, observed only in whole operations. */
  readonly threads: readonly ThreadRole[];
  /** The steps that a thread runs before another may be scheduled. */
  readonly merge: Merge;
  /** Whether threads of one role are interchangeable: permuting them gives no new state. */
  readonly symmetry: Symmetry;
  /** Whether threads take locks that no other thread takes. */
  readonly locks: LockPolicy;
  /** Switches away from a runnable thread; Infinity for any number. */
  readonly preemptions: number;
  /** One thread: how tables and blocks are identified. With `names`, the frame of each object matters. */
  readonly identity: Identity;
}

const threadGroup = 'Threads:';
type ThreadDimension<Name extends keyof ThreadFields> = Dimension<ThreadFields[Name], ThreadFields>;

const hasThreads = (_: unknown, { threads }: ThreadFields): boolean => threads.length > 0;

/** The meaning of `--threads 2`. */
const usualThreads: readonly ThreadRole[] = ['hotplug', 'dcss', 'dumper', 'pfn-walker'];

/** Threads: a number, for the default roles, or a list of roles: hotplug,dcss,dumper. */
function parseThreads(flag: string, text: string): ThreadRole[] {
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    if (count < 1 || count > threadsMax) {
      const list = threadRoleNames.join(', ');
      throw refused(flag, text, `a number from 1 to ${threadsMax}, or a list of ${list}`);
    }
    return usualThreads.slice(0, count);
  }
  // A role may occur twice.
  const roles = text.split(',').map((part) => parseChoice(flag, part.trim(), threadRoleNames));
  if (roles.length > threadsMax) throw refused(flag, text, `at most ${threadsMax} threads`);
  return roles;
}

function refused(flag: string, text: string, allowed: string): InputError {
  const shown = quotedValue(text);
  return new InputError(`${flag} is ${shown}; it must be ${allowed}`);
}

/** `--threads`, `--readers` and `--grain` together choose the threads. */
function threadsFrom(given: GivenFlags): readonly ThreadRole[] | undefined {
  const {
    threads = [],
    readers = [],
    grain,
  } = given as {
    threads?: readonly ThreadRole[];
    readers?: readonly ThreadRole[];
    grain?: 'rest' | 'micro';
  };
  const all = [...threads, ...readers];
  if (readers.length > 0 && threads.length === 0) {
    throw new InputError(
      '--readers is given without --threads; name the other threads: --threads hotplug',
    );
  }
  if (grain === 'rest' && all.length > 0) {
    throw new InputError(
      '--grain rest is given with --threads; threads interleave step by step: use --grain micro',
    );
  }
  if (all.length > 0) return all;
  if (grain === undefined) return undefined;
  return grain === 'micro' ? ['callers'] : [];
}

const mergeTexts = {
  none: 'step by step',
  reads: 'step by step, reads under the mutex merged with the step before',
  sections: 'critical section by critical section',
} as const;

function threadsText(_: unknown, fields: ThreadFields): string {
  const { threads, merge, symmetry, preemptions, identity } = fields;
  if (threads.length === 0) {
    const frames = identity === 'names' ? '; frame numbers distinguish states' : '';
    return `one thread calls vmem.c; no other thread walks the tables${frames}`;
  }
  const bound = preemptions === Infinity ? '' : `, at most ${plural(preemptions, 'preemption')}`;
  const hasEquals = symmetry === 'threads' && new Set(threads).size < threads.length;
  const equals = hasEquals ? ', equal threads interchangeable' : '';
  return `threads ${threads.join(', ')} interleave, ${mergeTexts[merge]}${equals}${bound}`;
}

/** The scope without one thread, for each role. */
function fewerThreads(threads: readonly ThreadRole[]): (readonly ThreadRole[])[] {
  if (threads.length < 2) return [];
  return threads.flatMap((role, at) =>
    threads.indexOf(role) === at ? [threads.filter((_, index) => index !== at)] : [],
  );
}

const threads: ThreadDimension<'threads'> = {
  plain: [],
  schema: z
    .array(
      z.enum(threadRoleNames, must(`one of ${threadRoleNames.join(', ')}`)),
      must('a list of thread roles'),
    )
    .max(threadsMax, must(`a list of at most ${threadsMax} thread roles`))
    .default([]),
  toJson: (value) => [...value],
  isWritten: (value) => value.length > 0,
  flags: [
    {
      flags: '--threads <list>',
      description:
        'threads that interleave step by step: hotplug,dcss; or their number; see list threads',
      group: threadGroup,
      parse: parseThreads,
    },
    {
      flags: '--readers <list>',
      description: 'additional threads: dumper, pfn-walker, allocator ...',
      group: threadGroup,
      parse: parseThreads,
    },
    {
      flags: '--grain <grain>',
      description: 'rest: whole operations; micro: single steps, also with one thread',
      group: threadGroup,
      parse: (flag, text) => parseChoice(flag, text, ['rest', 'micro']),
    },
  ],
  fromFlags: threadsFrom,
  toFlag: (value) => `--threads ${value.join(',')}`,
  notVaried: (value) => (value.length === 0 ? 'one thread' : `threads ${value.join(', ')}`),
  placeInNotVaried: 6,
  tag: (value) => (value.length === 0 ? null : `threads ${value.join(' + ')}`),
  smaller: fewerThreads,
  assumption: threadsText,
};

export const threadFields: { readonly [Name in keyof ThreadFields]: ThreadDimension<Name> } = {
  threads,
  merge: oneOfWords<Merge, ThreadFields>({
    flag: '--merge <steps>',
    isOfSearch: true,
    group: threadGroup,
    description: `steps merged into one transition: ${merges.join(', ')}`,
    values: merges,
    plain: 'none',
    isOptional: true,
    isWritten: hasThreads,
    needsThreads: true,
    smaller: (value) => merges.slice(merges.indexOf(value) + 1),
  }),
  symmetry: oneOfWords<Symmetry, ThreadFields>({
    flag: '--symmetry <kind>',
    isOfSearch: true,
    group: threadGroup,
    description: 'threads: treat threads of one role as interchangeable; none',
    values: symmetries,
    plain: 'threads',
    isOptional: true,
    isWritten: (value, fields) => hasThreads(value, fields) && value === 'none',
    needsThreads: true,
  }),
  locks: oneOfWords<LockPolicy, ThreadFields>({
    flag: '--locks <which>',
    isOfSearch: true,
    group: threadGroup,
    description: 'locks taken around operations: contended or all',
    values: lockPolicies,
    plain: 'contended',
    isOptional: true,
    isWritten: (value, fields) => hasThreads(value, fields) && value === 'all',
    needsThreads: true,
  }),
  preemptions: boundOrAll<ThreadFields>({
    flag: 'preemptions',
    group: threadGroup,
    description: 'maximum number of preemptions: switches away from a runnable thread',
    bounds: [0, 200],
    plain: Infinity,
    schema: countOrAll.default(Infinity),
    isWritten: hasThreads,
    needsThreads: true,
    smaller: (value) => (value > 1 ? [1] : []),
  }),
  identity: oneOfWords<Identity, ThreadFields>({
    flag: '--identity <kind>',
    isOfSearch: true,
    group: threadGroup,
    description:
      'identity of memory frames (not the identity mapping): treat states that differ only in frame numbers as equal (position, the default) or as distinct (names); one thread only',
    values: identities,
    plain: 'position',
    isOptional: true,
    wrong: (value, { threads: roles }) =>
      value === 'names' && roles.length > 0
        ? `--identity is names and threads interleave step by step (${roles.join(',')}); frames are distinguished only in whole operations of one thread: remove --identity`
        : null,
    needsReferenceMachine: (value) => value === 'names',
    isWritten: (value) => value === 'names',
  }),
};
