/**
 * Everything that the model checker may know about its subject: commands, jobs, checkpoints and
 * counterexamples access vmem.c, a system that a user defines, or another architecture only through this
 * interface.
 *
 * Members are methods, so that a subject may declare its own type of scope in place of `ScopeData`: a scope
 * is only ever passed back to the subject that created it.
 */
import type { Engine } from '../model/engine.ts';
import type { System } from '../model/system.ts';
import type { SubjectAdvice } from './advice.ts';
import type { SubjectClaims } from './claims.ts';
import type { SubjectComparison } from './comparison.ts';
import type { SubjectExecution } from './execution.ts';
import type { SubjectExplaining } from './explain.ts';
import type { SubjectFiles } from './files.ts';
import type { SubjectFindings } from './findings.ts';
import type { ListTopic } from './lists.ts';
import type { SubjectMutants } from './mutants.ts';
import type { SubjectPage } from './page.ts';
import type { SubjectReach, WatchedSystem } from './reach.ts';
import type { SubjectRecording } from './recording.ts';
import type { SubjectRecordings } from './recordings.ts';
import type { SubjectRevisions, SubjectSeries } from './revisions.ts';
import type { ScopeData, SubjectScopes } from './scopes.ts';
import type { SubjectSentences } from './sentences.ts';
import type { SubjectShrinking } from './shrink.ts';
import type { SubjectStory } from './story.ts';
import type { SubjectTexts } from './texts.ts';
import type { SubjectTrace } from './trace.ts';

/** Names a subject as plain data, so that another thread can load the same one. */
export interface SubjectRef {
  /** Stable and short: `vmem`, or the path of the file that defines the system. */
  readonly name: string;
  /** Data that the other thread cannot read itself, such as sources that were read here. */
  readonly data?: unknown;
}

/** Loads the subject that a reference of another thread names. */
export type SubjectLoader = (ref: SubjectRef) => Promise<Subject>;

/** The subject of a counterexample file. Throws `InputError` if it cannot be loaded. */
export type SubjectOfFile = (file: string) => Subject;

/** A kind of subject: finds the one that a file or another thread names. Null if it is of another kind. */
export interface SubjectKind {
  /** Finds it by a scope, as JSON of a file. Throws `InputError` if that subject cannot be loaded. */
  ofScope(scope: object): Promise<Subject> | null;
  ofRef(ref: SubjectRef): Promise<Subject> | null;
}

export interface Subject {
  /**
   * The limitation of experimental results, as a sentence that begins with EXPERIMENTAL; every report
   * contains it. Absent for a subject that was compared with what it models.
   */
  readonly experimental?: string;
  /** The current reference, for files: a subject may have read more since it was last stored. */
  ref(): SubjectRef;
  /**
   * The same for a thread of this process that searches these scopes (null: any), including data that
   * it then does not need to compute. Absent if there is none.
   */
  refForThread?(scopes: readonly ScopeData[] | null): SubjectRef;
  readonly scopes: SubjectScopes;
  readonly claims: SubjectClaims;
  readonly reach: SubjectReach;
  readonly findings: SubjectFindings;
  readonly advice: SubjectAdvice;
  readonly topics: readonly ListTopic[];
  /** Absent if the code has only one version. */
  readonly revisions?: SubjectRevisions;
  readonly series?: SubjectSeries;
  readonly mutants?: SubjectMutants;
  readonly texts?: SubjectTexts;
  /** Loaded when it is called. */
  recordings?(): Promise<SubjectRecordings>;
  /** Loaded when it is called. */
  recording?(): Promise<SubjectRecording>;
  readonly sentences?: SubjectSentences;
  /** The system of a scope. Throws `InputError` if the scope cannot be built. */
  createSystem(scope: ScopeData): System;
  /** The same subject, with systems that run on this engine. Absent if there is only one. */
  onEngine?(engine: Engine): Subject;
  /** The same, recording coverage. */
  watchSystem(scope: ScopeData): WatchedSystem;
  /** The same for walks. Absent if walks reach too little for a report. */
  watchWalks?(scope: ScopeData): WatchedSystem;
  /** The error for a path that gives another result when executed again. Absent for our own code. */
  notReproduced?(what: string): Error;
  /** The content of counterexample files. */
  readonly files: SubjectFiles;
  /** Executes counterexamples, independently of the searches that find them. */
  readonly execution: SubjectExecution;
  readonly shrinking: SubjectShrinking;
  readonly explaining: SubjectExplaining;
  readonly story: SubjectStory;
  readonly trace: SubjectTrace;
  readonly page: SubjectPage;
  readonly comparison?: SubjectComparison;
}
