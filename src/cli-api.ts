/** What the command line uses, and only it: re-exports. What strangers import is src/api. */
export { claims } from './config/claims.ts';
export type { Claim } from './config/claims-claim.ts';
export { didYouMean, mustBeOneOf } from './config/nearest.ts';
export {
  formatSections,
  parseBytes,
  parseChoice,
  parseChoices,
  parseCount,
  parseCountOrAll,
  parseDuration,
  parsePoints,
  parseRange,
  parseSections,
  parseThreads,
} from './config/parse-values.ts';
export {
  defaultRevision,
  findPreset,
  type Preset,
  presetNames,
  presets,
} from './config/presets.ts';
export {
  defaultPreset,
  resolveScopes,
  resolveSweep,
  type ScopeOverrides,
  scopeFlags,
} from './config/resolve-scopes.ts';
export { contracts, type ScopeConfig, structPages } from './config/scope-config.ts';
export { faultPolicies, geometryNames, pagesMax, vmallocPlaces } from './config/scope-schema.ts';
export { checkRevision, variantSuffixes } from './config/variants.ts';
export { type ConformanceResult, conformanceVerdict } from './conformance/conformance-result.ts';
export { type FileError, InputError, MemoryError, ModelError, OutputError } from './errors.ts';
export { workersMax } from './explorer/parallel/shared-memory.ts';
export type { SearchLimits, SlotBytes } from './explorer/search.ts';
export { tryUnlessThere, writeUnlessThere } from './files/kept-file.ts';
export { writeReason } from './files/system-errors.ts';
export { appendWhole, type Content, tryFile } from './files/write-whole.ts';
export {
  allInvariantIds,
  allInvariants,
  findInvariant,
  invariantIds,
  invariants,
} from './invariants/catalogue.ts';
export { goals } from './invariants/goals.ts';
export type { Goal, Invariant, PageTableInvariant } from './invariants/invariant.ts';
export {
  freshContents,
  identities,
  lockPolicies,
  merges,
  symmetries,
} from './model/environment/scope.ts';
export { type ThreadRole, threadRoleNames, threadRoles } from './model/environment/threads.ts';
export { type Revision, revisionNames, revisions } from './model/kernel/revisions.ts';
export { findMutant, mutantIds, mutants } from './model/mutation/catalogue.ts';
export { findKernel, kernelNameParts } from './model/mutation/named-kernel.ts';
export type { System } from './model/system.ts';
export { type BisectResult, firstBadOf, isOldest } from './report/bisect-result.ts';
export { bisectJson, bisectText } from './report/bisect-text.ts';
export type {
  CheckResult,
  ConfirmedViolation,
  InvariantResult,
  SampleResult,
  ScopeResult,
  Verdict,
} from './report/check-result.ts';
export { checkCi, conformCi, replayCi, seriesCi } from './report/ci-cases.ts';
export type { CiCase, CiReport, CiRule, CiStatus } from './report/ci-report.ts';
export { claimsJson, claimsText } from './report/claims-report.ts';
export type { ClaimResult, ClaimsResult, ClaimVerdict } from './report/claims-result.ts';
export { conformJson, conformText } from './report/conform-report.ts';
export {
  corpusAddedJson,
  corpusAddedText,
  corpusListJson,
  corpusListText,
  corpusPrunedJson,
  corpusPrunedText,
  corpusRunJson,
  corpusRunText,
  unexpectedOf,
} from './report/corpus-report.ts';
export type { CorpusRun } from './report/corpus-result.ts';
export { diffJson, diffText } from './report/diff-report.ts';
export type { DiffResult } from './report/diff-result.ts';
export { type ExplainResult, explainJson, explainText } from './report/explain-report.ts';
export { githubCommands, githubSummary } from './report/github.ts';
export type { ByteSink } from './report/json-pieces.ts';
export { checkJson, sampleJson } from './report/json-report.ts';
export { junitXml } from './report/junit.ts';
export { type ListTopic, listJson, listText, listTopics } from './report/list-report.ts';
export { mutateJson, mutateText } from './report/mutate-report.ts';
export type { MutateResult } from './report/mutate-result.ts';
export { type PageDocument, pageDocument } from './report/page-document.ts';
export { type PageAssets, pageHtml } from './report/page-html.ts';
export {
  columnsFor,
  commandLines,
  formatBytes,
  grouped,
  inColumns,
  type Paint,
  plain,
  plural,
} from './report/paragraph.ts';
export {
  type ReplayOutcome,
  replayJson,
  replayOutcomes,
  replayText,
} from './report/replay-report.ts';
export { sarifText } from './report/sarif.ts';
export { seriesHtml } from './report/series-html.ts';
export { seriesJson } from './report/series-json.ts';
export { seriesMarkdown } from './report/series-markdown.ts';
export { hasUndecided, regressionsOf, type SeriesResult } from './report/series-result.ts';
export {
  isTextRow,
  rowBefore,
  type SeriesName,
  type SeriesRow,
  seriesNames,
  seriesRevisions,
  seriesRows,
} from './report/series-rows.ts';
export { seriesText } from './report/series-text.ts';
export {
  anywhere,
  commandHere,
  commandNames,
  ownFile,
  quoted,
  quotedPath,
  type Self,
  textHere,
} from './report/shell.ts';
export { type ShowDocument, showDocument } from './report/show-document.ts';
export { type Grain, grains, ItfStream } from './report/show-itf.ts';
export { showMail } from './report/show-mail.ts';
export { showMermaid } from './report/show-mermaid.ts';
export { ShowStream, type StateForm, stateForms } from './report/show-stream.ts';
export { type ShowParts, showText } from './report/show-text.ts';
export { type ShrinkResult, shrinkJson, shrinkText } from './report/shrink-report.ts';
export { sizeJson } from './report/size-json.ts';
export type { SizeResult } from './report/size-result.ts';
export { sizeText } from './report/size-text.ts';
export { sourceJson, sourceText } from './report/source-report.ts';
export { stopText } from './report/stop-text.ts';
export { checkText, sampleText } from './report/text-report.ts';
export { addToCorpus } from './run/add-to-corpus.ts';
export { askedWindow, statesWindow } from './run/asked-window.ts';
export { bisectFile } from './run/bisect-file.ts';
export { bisectTexts } from './run/bisect-texts.ts';
export { type CheckRequest, check, type RunControl, type RunProgress } from './run/check.ts';
export { type CheckpointTimes, type Resumed, readCheckpoint } from './run/checkpoint-plan.ts';
export { differencesOf } from './run/checkpoint-run.ts';
export { type ClaimsControl, judgeClaims } from './run/claims.ts';
export { claimsAsked } from './run/claims-asked.ts';
export { conformPaths } from './run/conform-files.ts';
export { defaultCorpus, listCorpus, pruneCorpus, runCorpus } from './run/corpus.ts';
export {
  isHashedName,
  readCounterexample,
  writeCounterexample,
} from './run/counterexample-files.ts';
export { diff } from './run/diff.ts';
export { explainFile } from './run/explain-file.ts';
export { gitTexts } from './run/git-texts.ts';
export { type JobRunner, runInThisThread, runInWorker } from './run/job-runner.ts';
export { inspectText, kernelSource, readAsRevision, vmemPath } from './run/kernel-texts.ts';
export { mboxTexts } from './run/mbox-texts.ts';
export { mutate } from './run/mutate.ts';
export {
  defaultMutationBase,
  type MutationScopeSet,
  mutationInvariants,
  mutationScopeSets,
} from './run/mutate-scopes.ts';
export { originOf } from './run/origin.ts';
export { deflated, readPageAssets } from './run/page-files.ts';
export { type PoolsFollowed, poolWays } from './run/pools.ts';
export { type ReplayedFile, replayFile, replayPaths } from './run/replay-files.ts';
export { type SampleRequest, sample } from './run/sample.ts';
export { replaySeeds } from './run/seed-replay.ts';
export { runSeries } from './run/series.ts';
export type { SeriesProgress } from './run/series-progress.ts';
export { defaultShrinkTries, NotReproduced, shrinkFile } from './run/shrink.ts';
export { type SizeRequest, size } from './run/size.ts';
export { type TextVersion, textRows } from './run/text-versions.ts';
export { outlineFile, pageTraceOf, streamFile, surveyFile } from './run/trace-file.ts';
export { type RunningUi, startUi, type UiRequest } from './run/ui-server.ts';
export { version } from './run/version.ts';
export {
  type StopCheck,
  Stopped,
  type StoppedFiles,
  type StopReason,
  stopIfDue,
  withStopCheck,
  withStopCheckUntilDone,
} from './stop.ts';
export {
  type Counterexample,
  formatCounterexample,
  parseCounterexample,
} from './trace/counterexample.ts';
export type {
  AddressRange,
  EntryState,
  LevelName,
  MemmapState,
  Place,
  StepState,
  TableState,
} from './trace/step-state.ts';
export type { StepKind } from './trace/step-text.ts';
export type { StepWindow } from './trace/step-window.ts';
export type {
  ExecutedStep,
  ExecutionTrace,
  TracedCall,
  TracedMachine,
  TracedOperation,
  TraceOutline,
  TraceSurvey,
} from './trace/steps.ts';
export type { TraceTaker } from './trace/stream-steps.ts';
export { outlineSteps, type TraceRequest, traceSteps } from './trace/trace-steps.ts';
export { inertText, visibleLine, visibleText } from './visible-text.ts';
