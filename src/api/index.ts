/**
 * Checks your own finite transition systems, and the model of vmem.c, from code.
 *
 * Your own system: {@link defineSystem} with fields ({@link range}, {@link flag}, {@link oneOf},
 * {@link list}), claims ({@link invariant}, {@link noDeadlock}, {@link goal}), then
 * {@link checkSystem}, {@link sampleSystem} or {@link replay}.
 *
 * The kernel: {@link scope}, of a revision or a {@link variant} of one, then {@link check},
 * {@link sample} or {@link judge}.
 *
 * Every question has three outcomes: `holds`, `violated` and `undecided`, which proves nothing.
 *
 * @module tablewalk
 */

export { InputError, ModelError, OutputError } from '../errors.ts';
export type { Limit } from '../explorer/outcome.ts';
export type { Progress } from '../explorer/search.ts';
export { version } from '../files/package.ts';
export { invariantIds } from '../invariants/catalogue.ts';
export {
  type Action,
  type Behaviour,
  type DefinedSystem,
  defineSystem,
  goal,
  invariant,
  noDeadlock,
  type SystemGoal,
  type SystemInvariant,
} from '../subjects/defined/define-system.ts';
export {
  type Field,
  type Fields,
  flag,
  list,
  oneOf,
  range,
  type Seen,
  type StateOf,
} from '../subjects/defined/fields.ts';
export { type DefinedModel, defineModel, type SystemClaims } from '../subjects/defined/model.ts';
export {
  type Feature,
  type Features,
  featureNames,
} from '../subjects/vmem/kernel/features.ts';
export { type FeatureSwitches, revisionNames } from '../subjects/vmem/kernel/revisions.ts';
export type { GeometryName } from '../subjects/vmem/machine/geometry.ts';
export type { FreshContent } from '../subjects/vmem/scope/memory-fields.ts';
export { presetNames } from '../subjects/vmem/scope/presets.ts';
export type { Contract, ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
export { variant } from '../subjects/vmem/scope/variants.ts';
export {
  type CheckOptions,
  check,
  type KernelQuestion,
  type SampleOptions,
  sample,
} from './check.ts';
export {
  type FreshMemory,
  formatCounterexample,
  type KernelCounterexample as Counterexample,
  type KernelOperation,
  type OperationSequence,
  onRevision,
  parseCounterexample,
  readCounterexample,
  writeCounterexample,
} from './counterexample.ts';
export { type Judgement, judge } from './judge.ts';
export type { CheckLimits } from './limits.ts';
export type {
  KernelCheckResult,
  KernelInvariantResult,
  KernelResult,
  KernelSampleResult,
  KernelStop,
  KernelViolation,
} from './results.ts';
export { type KernelScope, scope } from './scope.ts';
export { type CheckSystemOptions, checkSystem } from './system/check.ts';
export { type ReplayOptions, replay } from './system/replay.ts';
export type {
  SystemCheckCounts,
  SystemCheckResult,
  SystemGoalResult,
  SystemHolds,
  SystemInvariantResult,
  SystemReplayResult,
  SystemSampleResult,
  SystemStop,
  SystemUndecided,
  SystemViolated,
  SystemViolation,
} from './system/results.ts';
export { type SampleSystemOptions, sampleSystem } from './system/sample.ts';
export { type AnyResult, tell } from './tell.ts';
