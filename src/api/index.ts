/**
 * Check finite transition systems of your own, and the model of vmem.c, from code.
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
export { presetNames } from '../config/presets.ts';
export type { Contract, ScopeConfig } from '../config/scope-config.ts';
export { variant } from '../config/variants.ts';
export { InputError, ModelError, OutputError } from '../errors.ts';
export type { Limit } from '../explorer/outcome.ts';
export type { Progress } from '../explorer/search.ts';
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
} from '../model/defined/define-system.ts';
export {
  type Field,
  type Fields,
  flag,
  list,
  oneOf,
  range,
  type Seen,
  type StateOf,
} from '../model/defined/fields.ts';
export type { FreshContent } from '../model/environment/scope.ts';
export {
  type Feature,
  type Features,
  featureNames,
} from '../model/kernel/features.ts';
export { type FeatureSwitches, revisionNames } from '../model/kernel/revisions.ts';
export type { GeometryName } from '../model/machine/geometry.ts';
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
} from '../report/system-result.ts';
export { type CheckLimits, type CheckSystemOptions, checkSystem } from '../run/check-system.ts';
export { type ReplayOptions, replay } from '../run/replay-system.ts';
export { type SampleSystemOptions, sampleSystem } from '../run/sample-system.ts';
export type { SystemClaims } from '../run/system-claims.ts';
export { version } from '../run/version.ts';
export {
  type CheckOptions,
  check,
  type KernelQuestion,
  type SampleOptions,
  sample,
} from './check.ts';
export {
  type Counterexample,
  type FreshMemory,
  formatCounterexample,
  type KernelOperation,
  type OperationSequence,
  onRevision,
  parseCounterexample,
  readCounterexample,
  writeCounterexample,
} from './counterexample.ts';
export { type Judgement, judge } from './judge.ts';
export type {
  KernelCheckResult,
  KernelInvariantResult,
  KernelResult,
  KernelSampleResult,
  KernelStop,
  KernelViolation,
} from './results.ts';
export { type KernelScope, scope } from './scope.ts';
export { type AnyResult, tell } from './tell.ts';
