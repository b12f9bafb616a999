/** The random walk that found a counterexample, so that it can be repeated as it was before shrinking. */
import { z } from 'zod';
import { must, positiveNumber, wholeNumber } from '../input/schema-rules.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';

const seedRule = must('text of 1 to 200 characters');
const generatorRule = must('the name of a walk generator such as "walk/1"');

export const foundSchema = (requestSchema: z.ZodType<ScopeData>) =>
  z.strictObject(
    {
      /** Kind and version of the generator. */
      generator: z.string(generatorRule).regex(/^[a-z][a-z0-9-]{0,30}\/\d{1,6}$/, generatorRule),
      seed: z.string(seedRule).min(1, seedRule).max(200, seedRule),
      /** Number of the walk among those of the seed, from 0. */
      walk: wholeNumber,
      /** Counts of the walk, up to the violation. */
      transitions: positiveNumber,
      operations: positiveNumber,
      /** The scope of the walk, if shrinking changed it. */
      request: requestSchema.optional(),
    },
    must('{ generator, seed, walk, transitions, operations, request }'),
  );

export type FoundWalk = Readonly<z.output<ReturnType<typeof foundSchema>>>;

/** The walk, with its scope if the file has another one. */
export function foundIn(
  { scopes }: Subject,
  found: FoundWalk,
  walked: ScopeData,
  request: ScopeData,
): FoundWalk {
  const { request: _, ...walk } = found;
  const given = scopes.toJson(walked);
  const isSame = JSON.stringify(given) === JSON.stringify(scopes.toJson(request));
  return isSame ? walk : { ...walk, request: scopes.read(given, 'request') };
}
