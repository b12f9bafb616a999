/** The scope as JSON: what a counterexample file holds of the request, and how unknown input becomes one. */
import { z } from 'zod';
import {
  freshContents,
  identities,
  lockPolicies,
  merges,
  symmetries,
} from '../environment/scope.ts';
import { threadRoleNames } from '../environment/threads.ts';
import { type GeometryName, geometries } from '../machine/geometry.ts';
import { contracts, type ScopeConfig, structPages } from './scope-config.ts';

export const geometryNames = Object.keys(geometries) as GeometryName[];
export const vmallocPlaces = ['far', 'near'] as const;
export const faultPolicies = ['end', 'go-on'] as const;

/** More than any scope that can be searched; keeps a hostile file from asking for gigabytes. */
const countMax = 1_000_000;
export const pagesMax = 64;
/** A variant that switches every feature and has a mistake in it is shorter. */
const revisionLengthMax = 500;

const must = (rule: string) => ({ error: `it must be ${rule}` });

const flag = z.boolean(must('true or false'));
const address = z
  .number(must('a byte address'))
  .refine((value) => Number.isSafeInteger(value) && value >= 0, must('a whole number of bytes'));

function wholeNumber(max: number, or = '') {
  const rule = must(`a whole number from 0 to ${max}${or}`);
  return z.int(rule).min(0, rule).max(max, rule);
}

const blocks = z
  .array(
    z
      .array(wholeNumber(2 ** 20), must('a list of section numbers'))
      .min(1, must('a list of at least one section'))
      .max(64, must('a list of at most 64 sections'))
      .refine(
        (block) => block.every((section, index) => section === block[0] + index),
        must('a list of sections that follow each other'),
      ),
    must('a list of memory blocks, each a list of section numbers'),
  )
  .max(64, must('a list of at most 64 memory blocks'));

const dcss = z
  .strictObject({ start: address, end: address }, must('{ start, end } in bytes, or null'))
  .nullable();

const points = z
  .array(wholeNumber(countMax), must('a list of page numbers'))
  .max(pagesMax, must(`a list of at most ${pagesMax} page numbers`))
  .refine(
    (list) =>
      list.length !== 1 && list.every((page, index) => index === 0 || page > list[index - 1]),
    must('a list of ascending page numbers, none or at least two'),
  )
  .default([]);

/** More threads than that have more states than any machine has bytes. */
export const threadsMax = 4;
const threads = z
  .array(
    z.enum(threadRoleNames, must(`one of ${threadRoleNames.join(', ')}`)),
    must('a list of thread roles'),
  )
  .max(threadsMax, must(`a list of at most ${threadsMax} thread roles`));

/** `Infinity` is no JSON: in a file it is written as "all". */
const orAllRule = ', or "all"';
const countOrAll = z
  .union(
    [z.literal('all'), wholeNumber(countMax, orAllRule)],
    must(`a whole number from 0 to ${countMax}${orAllRule}`),
  )
  .transform((value) => (value === 'all' ? Infinity : value));

export const scopeSchema = z.strictObject(
  {
    revision: z
      .string(must('the name of a revision'))
      .max(revisionLengthMax, must('a name, not a text')),
    geometry: z.enum(geometryNames, must(`one of ${geometryNames.join(', ')}`)),
    structPage: z
      .number(must(`one of ${structPages.join(', ')}`))
      .refine(
        (value) => structPages.some((known) => known === value),
        must(`one of ${structPages.join(', ')}`),
      ),
    edat1: flag,
    edat2: flag,
    debugPagealloc: flag,
    kasan: flag,
    vmalloc: z.enum(vmallocPlaces, must(`one of ${vmallocPlaces.join(', ')}`)),
    contract: z.enum(contracts, must(`one of ${contracts.join(', ')}`)),
    blocks,
    dcss,
    memmapPages: wholeNumber(pagesMax),
    identityPages: wholeNumber(pagesMax),
    memmapFirst: wholeNumber(countMax),
    identityFirst: wholeNumber(countMax),
    memmapPoints: points,
    identityPoints: points,
    misaligned: flag.default(false),
    online: flag,
    fresh: z.enum(freshContents, must(`one of ${freshContents.join(', ')}`)),
    failAllocs: countOrAll,
    faults: z.enum(faultPolicies, must(`one of ${faultPolicies.join(', ')}`)).default('end'),
    ops: countOrAll,
    threads: threads.default([]),
    merge: z.enum(merges, must(`one of ${merges.join(', ')}`)).default('none'),
    symmetry: z.enum(symmetries, must(`one of ${symmetries.join(', ')}`)).default('threads'),
    locks: z.enum(lockPolicies, must(`one of ${lockPolicies.join(', ')}`)).default('contended'),
    preemptions: countOrAll.default(Infinity),
    identity: z.enum(identities, must(`one of ${identities.join(', ')}`)).default('position'),
  },
  must('an object: the scope'),
) satisfies z.ZodType<ScopeConfig>;

const orAll = (count: number): number | 'all' => (count === Infinity ? 'all' : count);

/** The JSON form of a scope, which `scopeSchema` reads back. */
export function scopeToJson(scope: ScopeConfig): z.input<typeof scopeSchema> {
  const { threads, merge, symmetry, locks, preemptions, identity, misaligned, ...rest } = scope;
  const turns = {
    threads: [...threads],
    merge,
    // Only what is unusual is written.
    ...(symmetry === 'none' ? { symmetry } : {}),
    ...(locks === 'all' ? { locks } : {}),
    preemptions: orAll(preemptions),
  };
  return {
    ...rest,
    // What only threads need is left out without them: files stay small, and old ones read the same.
    ...(threads.length > 0 ? turns : {}),
    ...(identity === 'names' ? { identity } : {}),
    ...(misaligned ? { misaligned } : {}),
    blocks: scope.blocks.map((block) => [...block]),
    memmapPoints: [...scope.memmapPoints],
    identityPoints: [...scope.identityPoints],
    failAllocs: orAll(scope.failAllocs),
    ops: orAll(scope.ops),
  };
}
