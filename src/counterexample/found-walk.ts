/** The random walk that found a counterexample, so that it can be repeated as it was before shrinking. */
import { z } from 'zod';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import { scopeSchema, scopeToJson } from '../subjects/vmem/scope/scope-schema.ts';

const must = (rule: string) => ({ error: `it must be ${rule}` });
const seedRule = must('text of 1 to 200 characters');
const generatorRule = must('the name of a walk generator such as "walk/1"');
const numberRule = must('a whole number from 0 to 1000000000');
const countRule = must('a whole number from 1 to 1000000000');
const count = z.int(countRule).min(1, countRule).max(1_000_000_000, countRule);

export const foundSchema = z.strictObject(
  {
    /** Kind and version of the generator. */
    generator: z.string(generatorRule).regex(/^[a-z][a-z0-9-]{0,30}\/\d{1,6}$/, generatorRule),
    seed: z.string(seedRule).min(1, seedRule).max(200, seedRule),
    /** Number of the walk with this seed, from 0. */
    walk: z.int(numberRule).min(0, numberRule).max(1_000_000_000, numberRule),
    /** Length of the walk up to the violation. */
    transitions: count,
    operations: count,
    /** The scope of the walk, if shrinking changed it. */
    request: scopeSchema.optional(),
  },
  must('{ generator, seed, walk, transitions, operations, request }'),
);

export type FoundWalk = Readonly<z.output<typeof foundSchema>>;

/** With the scope of the walk, if the file has another one. */
export function foundIn(found: FoundWalk, walked: ScopeConfig, request: ScopeConfig): FoundWalk {
  const { request: _, ...walk } = found;
  const isSame = JSON.stringify(scopeToJson(walked)) === JSON.stringify(scopeToJson(request));
  return isSame ? walk : { ...walk, request: scopeSchema.parse(scopeToJson(walked)) };
}
