/** One try of the shrinker: operations executed as far as they are possible, up to the first violation. */

import { meet } from '../../model/masks.ts';
import type { Scope } from '../../subjects/vmem/environment/scope.ts';
import type { Range } from '../../subjects/vmem/machine/description.ts';
import type { BlockContent } from '../../subjects/vmem/plain/block-content.ts';
import type { Choices } from '../../subjects/vmem/plain/choices.ts';
import { ReferenceWorld } from '../../subjects/vmem/plain/world.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';

/** What may become smaller: the question, and the operations that answer it. */
export interface ShrinkPlan {
  readonly request: ScopeConfig;
  readonly operations: readonly ScheduledOperation[];
}

export type Marked = ScheduledOperation['contents'][number]['marked'];

/** What the allocator was asked in one operation. */
export interface Asked {
  readonly attempts: number;
  /** Per attempt, from 1, what its memory could have held; empty for a failure and for a table. */
  readonly offered: readonly (readonly Marked[])[];
}

export interface Trial {
  readonly plan: ShrinkPlan;
  /** Whether the last operation of the plan breaks the claim. */
  readonly isViolated: boolean;
  readonly steps: number;
  /** One for each operation of the plan. */
  readonly asked: readonly Asked[];
  /** Where each of them stood in the plan that was tried. */
  readonly origins: readonly number[];
}

/** A world that is used for one request, again and again. */
export class TrialWorld {
  readonly scope: Scope;
  private readonly request: ScopeConfig;
  private readonly world: ReferenceWorld;
  private readonly menu: ReadonlyMap<string, Scope['operations'][number]>;

  constructor(request: ScopeConfig, scope: Scope) {
    this.request = request;
    this.scope = scope;
    this.world = new ReferenceWorld(scope);
    this.menu = new Map(scope.operations.map((operation) => [keyOf(operation.record), operation]));
  }

  /**
   * Executes what is possible, in order. The plan of the trial is what happened: it holds no
   * operation that was not possible, no failure or content of an allocation that was never tried,
   * and nothing behind the first violation.
   */
  run(schedule: readonly ScheduledOperation[], violatedBy: number): Trial {
    this.world.reset();
    const operations: ScheduledOperation[] = [];
    const asked: Asked[] = [];
    const origins: number[] = [];
    let steps = 0;
    let isViolated = false;
    for (const [index, scheduled] of schedule.entries()) {
      const operation = this.menu.get(keyOf(scheduled));
      if (operation === undefined || !this.world.isEnabled(operation)) continue;
      const choices = new NearestChoices(scheduled);
      const done = this.world.perform(operation, choices, { record: false });
      const contents = done.contents.map(({ attempt, marked }) => ({
        attempt,
        marked: copy(marked),
      }));
      operations.push({ ...scheduled, failed: [...done.failed], contents });
      asked.push({ attempts: choices.offered.length, offered: choices.offered });
      origins.push(index);
      steps += done.steps;
      isViolated = meet(done.facts, violatedBy);
      if (isViolated || done.ends) break;
    }
    const plan = { request: this.request, operations };
    return { plan, isViolated, steps, asked, origins };
  }
}

interface Named {
  readonly op: string;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly sections?: readonly number[] | undefined;
}

function keyOf({ op, start, end, sections }: Named): string {
  return `${op} ${start} ${end} ${sections}`;
}

function copy(marked: readonly (readonly [number, number])[]): Marked {
  return marked.map(([offset, length]) => [offset, length]);
}

/** Follows a record; a content that is not on offer is replaced by the one nearest to it in size. */
class NearestChoices implements Choices {
  readonly offered: Marked[][] = [];
  private readonly scheduled: ScheduledOperation;

  constructor(scheduled: ScheduledOperation) {
    this.scheduled = scheduled;
  }

  choose({ attempt, kind, contents }: Parameters<Choices['choose']>[0]): 'fails' | number {
    const fails = this.scheduled.failed.includes(attempt);
    const isOpen = !fails && kind !== 'table';
    this.offered.push(isOpen ? contents.map(({ marked }) => marked.map(runOf)) : []);
    if (fails) return 'fails';
    const given = this.scheduled.contents.find((content) => content.attempt === attempt);
    return given === undefined ? 0 : nearest(contents, given.marked);
  }
}

function runOf({ start, end }: Range): [number, number] {
  return [start, end - start];
}

function nearest(contents: readonly BlockContent[], wanted: Marked): number {
  const runs = String(wanted);
  const distances = contents.map(({ marked }) => {
    const offered = marked.map(runOf);
    return String(offered) === runs ? -1 : Math.abs(bytesOf(offered) - bytesOf(wanted));
  });
  return distances.indexOf(Math.min(...distances));
}

export function bytesOf(marked: Marked): number {
  return marked.reduce((sum, [, length]) => sum + length, 0);
}
