/** The schema of the part of a checkpoint about the run. */
import { z } from 'zod';
import { poolWays } from '../subject/search-ways.ts';
import { savedCodeSchema, savedTextsSchema } from './saved-texts.ts';

export const countSchema = z.number().min(0);
/** Null means no bound. */
const bounds = countSchema.nullable();

const requestSchema = z.strictObject({
  command: z.string(),
  preset: z.string(),
  /** From `SubjectScopes.toJson`. */
  scopes: z.array(z.unknown()).min(1),
  invariants: z.array(z.string()),
  invariantsAreNamed: z.boolean(),
  search: z.enum(['bfs', 'dfs']),
  exact: z.boolean(),
  slotBytes: z.union([z.literal(4), z.literal(8)]),
  pools: z.enum([...poolWays, 'auto']),
  stopAtFirst: z.boolean(),
  workers: countSchema,
  limits: z.strictObject({ states: bounds, memory: bounds, depth: bounds, elapsedMs: bounds }),
  directory: z.string().nullable(),
});

const answerSchema = z.strictObject({
  result: z.strictObject({
    end: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('exhausted') }),
      z.strictObject({ kind: z.literal('stopped-at-violation') }),
      z.strictObject({ kind: z.literal('limit'), limit: z.literal('depth'), value: countSchema }),
    ]),
    stateCount: countSchema,
    transitionCount: countSchema,
    stepCount: countSchema,
    depth: countSchema,
    frontierCount: countSchema,
    violations: z.array(
      z.strictObject({
        invariant: z.string(),
        depth: countSchema,
        steps: countSchema,
        schedule: z.array(countSchema),
        count: countSchema,
        isOnlyDepthFirst: z.boolean().optional(),
      }),
    ),
    judgedCounts: z.array(countSchema),
    goalsReached: z.array(z.boolean()),
    collisionProbability: countSchema,
    bytesPerState: countSchema,
    memoryBytes: countSchema,
    elapsedMs: countSchema,
  }),
  paths: z.array(z.array(z.looseObject({ label: z.string() }))),
  maps: z.boolean(),
  coverage: z.strictObject({
    steps: z
      .strictObject({
        histories: z.record(z.string(), countSchema),
        sites: z.array(
          z.strictObject({
            within: z.string(),
            step: z.string(),
            what: z.string(),
            answers: z.array(z.strictObject({ word: z.string(), count: countSchema })),
          }),
        ),
        open: countSchema,
        /** Absent in older files. */
        dependent: z.record(z.string(), z.boolean()).optional(),
      })
      .nullable(),
    features: z.array(z.string()),
    occasions: countSchema,
    /** Absent for our own code. */
    code: savedCodeSchema.optional(),
    unknown: z.array(z.string()).optional(),
  }),
});

export const savedRunSchema = z.strictObject({
  request: requestSchema,
  /** By revision, the features that are on: their set may change between builds. */
  features: z.record(z.string(), z.array(z.string())),
  /** Absent if no revision is a C source. */
  texts: savedTextsSchema.optional(),
  /** The scope whose search is in the file. */
  scope: countSchema,
  /** Absent unless several scopes were searched at a time: the searches in other files. */
  parts: z.array(z.strictObject({ scope: countSchema, file: z.string() })).optional(),
  /** One thread searched, to find out whether the scope is worth all of them. */
  isTrial: z.literal(true).optional(),
  /** By scope, in the order of the request; null for unfinished ones. */
  answers: z.array(answerSchema.nullable()),
});

export type SavedRun = z.output<typeof savedRunSchema>;
/** Before a scope is parsed: bounds as in JSON. */
export type RunToSave = z.input<typeof savedRunSchema>;
