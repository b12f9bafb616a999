/** tablewalk show: one counterexample in several formats. */
import { type Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  choiceOption,
  countOption,
  group,
  limitOptions,
  type OutputValues,
  outputOptions,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { systemOption } from '../../cli/model-file.ts';
import { type SourceValues, sourceOptions, withSource } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinLimitsUntilDone } from '../../cli/stopping.ts';
import { streamSteps, type TraceTaker } from '../../counterexample/trace/stream-steps.ts';
import { InputError, inFile } from '../../errors.ts';
import { tryUnlessThere, writeUnlessThere } from '../../files/write-whole.ts';
import type { StepWindow, Surveyed } from '../../subject/trace.ts';
import type { ByteSink } from '../../text/json-pieces.ts';
import { plain } from '../../text/paragraph.ts';
import { commandHere, quotedPath } from '../../text/shell.ts';
import { originOf } from '../bisect/revision-judge.ts';
import { type ReplayedFile, replayFile } from '../replay/run.ts';
import { askedWindow, pageTraceOf, statesWindow, surveyFile } from './asked-window.ts';
import { ShowStream, type StateForm, showDocument, stateForms } from './document.ts';
import { type Grain, grains, ItfStream } from './itf.ts';
import { pageDocument } from './page-document.ts';
import { deflated, pageHtml, readPageAssets } from './page-html.ts';
import { type ShowParts, showMail, showText } from './text.ts';

interface ShowValues extends ExecutionLimitValues, SourceValues, OutputValues {
  readonly format?: FormatName;
  readonly allSteps?: boolean;
  readonly grain?: Grain;
  readonly states?: StateForm;
  readonly from?: number;
  readonly to?: number;
  readonly out?: string;
  readonly force?: boolean;
}

/** The input of a format. */
interface Shown extends ReplayedFile {
  readonly context: Context;
  readonly file: string;
  readonly values: ShowValues;
}

/** Each returns the text of a whole file, without the final newline. */
const texts = {
  text: (shown: Shown) => {
    const make = (): string => showText(shown.context.subject, shownParts(shown));
    // In a file, lines have the width of a mail.
    return shown.values.out === undefined ? shown.context.text(shown.values.color, make) : make();
  },
  mail: (shown: Shown) => {
    const { subject } = shown.context;
    const { counterexample, invariant } = shown;
    const origin =
      subject.revisions === undefined ? null : originOf(subject, counterexample, invariant);
    return showMail(subject, shownParts(shown), origin);
  },
  mermaid: ({ context: { subject }, file, counterexample }: Shown) =>
    inFile(file, () => subject.trace.mermaid(counterexample)),
  html: (shown: Shown) => {
    const { counterexample, invariant, file, values, context } = shown;
    const { subject } = context;
    const { trace, purposes } = pageTraceOf(subject, shown, values);
    const story = showText(subject, { ...shownParts(shown), paint: plain });
    const document = showDocument(subject, counterexample, invariant, trace);
    const partOf = ({ from, to }: StepWindow) => {
      const command = `tablewalk show ${quotedPath(file)} --format html --from ${from} --to ${to} --out page.html`;
      return { command: commandHere(command, context.io.self), address: null };
    };
    return pageHtml(
      readPageAssets(),
      pageDocument(subject, document, story, purposes, partOf),
      deflated,
    );
  },
} as const satisfies Record<string, (shown: Shown) => string>;

/** Each writes a whole file, state by state, because all states may not fit in memory. */
const streams = {
  json: (shown: Shown, sink: ByteSink, steps: number) => {
    const { counterexample, invariant, values } = shown;
    const { subject } = shown.context;
    const { listsOfState } = subject.trace;
    const form = { states: values.states ?? stateForm(steps), listsOfState };
    return new ShowStream(sink, form, (trace) =>
      showDocument(subject, counterexample, invariant, trace),
    );
  },
  itf: ({ context, counterexample, invariant, values }: Shown, sink: ByteSink) => {
    const { itf } = context.subject.trace;
    const { grain = 'step' } = values;
    return new ItfStream(sink, { counterexample, invariant, grain, itf });
  },
} as const satisfies Record<
  string,
  (shown: Shown, sink: ByteSink, steps: number) => TraceTaker & { end(): void }
>;

/** With whole states for more steps, a document takes gigabytes. */
const wholeStatesMax = 20_000;

function stateForm(steps: number): StateForm {
  return steps <= wholeStatesMax ? 'whole' : 'changes';
}

type StreamedFormat = keyof typeof streams;
const isStreamed = (format: FormatName): format is StreamedFormat => Object.hasOwn(streams, format);

function shownParts(shown: Shown): ShowParts {
  const { context, values } = shown;
  // `auto` detects a terminal, and a file is not one.
  const { color = 'auto' } = values;
  const colour = values.out !== undefined && color === 'auto' ? 'never' : color;
  return {
    ...shown,
    allSteps: values.allSteps === true,
    paint: context.paint(colour),
  };
}

const formatNames = ['text', 'mail', 'json', 'mermaid', 'itf', 'html'] as const;
type FormatName = (typeof formatNames)[number];

export function showCommand(context: Context): Command {
  const command = newCommand('show').argument('<file>', 'a counterexample file');
  const options = [
    choiceOption('--format <name>', `${formatNames.join(', ')} (default: text)`, formatNames),
    new Option('--all-steps', 'text: show every step, including reads'),
    choiceOption(
      '--grain <grain>',
      `itf: a state after each of ${grains.join(', ')} (default: step)`,
      grains,
    ),
    choiceOption(
      '--states <form>',
      `json: ${stateForms.join(' or ')} (default: whole up to ${wholeStatesMax} steps)`,
      stateForms,
    ),
    stepOption('--from', 'first step, as numbered in the text'),
    stepOption(
      '--to',
      'last step; for long stories html and itf default to the steps around the violation',
    ),
    new Option('--out <file>', 'output file (default: stdout)'),
    new Option('--force', 'overwrite the file of --out'),
  ];
  addOptions(
    command,
    group('Output:', options),
    limitOptions.execution(),
    outputOptions(),
    sourceOptions(),
    systemOption(),
  );
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['read it', `tablewalk show ${example}`],
    ['view it in a browser', `tablewalk show ${example} --format html --out page.html`],
    [
      'every step with the state after it',
      `tablewalk show ${example} --format json --out steps.json`,
    ],
  ]);
  return command.action(async (file: string, values: ShowValues) => {
    await withSource(context, values);
    await withinLimitsUntilDone(context, values, () => show(context, file, values));
  });
}

function stepOption(flag: string, description: string): Option {
  return countOption(`${flag} <step>`, `json, itf, html: ${description}`, 1, 1e9);
}

async function show(context: Context, file: string, values: ShowValues): Promise<void> {
  const { out, force: isForced = false } = values;
  const format = formatOf(values);
  if (format === 'html' && out === undefined && context.io.stdout.isTTY === true) {
    throw new InputError('--format html makes a page for a browser; name a file: --out page.html');
  }
  if (out !== undefined) tryUnlessThere('--out', out, isForced);
  const replayed = replayFile(context.subject, file);
  const { judged, execution } = replayed;
  if (execution.operations.length === 0) {
    context.say(`${file}: the first operation cannot run: ${judged.reason}`);
    context.exitCode = ExitCode.differs;
    return;
  }
  const shown = { ...replayed, context, file, values };
  if (isStreamed(format)) {
    await writeStream(shown, format);
  } else {
    const text = texts[format](shown);
    if (out === undefined) context.print(text);
    else writeUnlessThere('--out', out, context.printed(text), isForced);
  }
  if (judged.outcome !== 'reproduced') {
    const reason = judged.reason ?? 'the invariant holds now';
    if (values.quiet !== true) {
      context.say(`this is the current behaviour; it differs from the file (${reason})`);
    }
    context.exitCode = ExitCode.differs;
  }
}

/** All errors are reported before the first byte is written. */
async function writeStream(shown: Shown, format: StreamedFormat): Promise<void> {
  const { context, values } = shown;
  const survey = surveyFile(context.subject, shown);
  const window = shownWindow(shown, format, survey);
  const steps = window === null ? survey.listed : window.to - window.from + 1;
  const make = (sink: ByteSink): void => {
    const stream = streams[format](shown, sink, steps);
    streamSteps(context.subject.trace, shown.counterexample, survey, window, stream);
    stream.end();
  };
  const { out, force: isForced = false } = values;
  if (out === undefined) await context.printPieces(make);
  else writeUnlessThere('--out', out, context.printedPieces(make), isForced);
}

/** The steps that are written; null for all. A window that was not requested is reported, with the command for all steps. */
function shownWindow(
  { context, file, values }: Shown,
  format: StreamedFormat,
  survey: Surveyed,
): StepWindow | null {
  const { from, to, grain, quiet } = values;
  // One state per operation stays small, however long the operation.
  if (format !== 'itf' || grain === 'operation') return askedWindow(values, survey);
  const window = statesWindow(values, survey);
  const isChosen = from === undefined && to === undefined;
  if (window !== null && isChosen && quiet !== true) {
    const count = survey.listed - survey.frames.length;
    const all = `tablewalk show ${quotedPath(file)} --format itf --from 1 --to ${count}`;
    context.say(
      `${file}: steps ${window.from} to ${window.to} of ${count}; for all: ${commandHere(all, context.io.self)}`,
    );
  }
  return window;
}

/** Rejects options without effect. */
function formatOf({
  format,
  json,
  allSteps,
  grain,
  states,
  from,
  to,
  out,
  force,
}: ShowValues): FormatName {
  if (force === true && out === undefined) {
    throw new InputError('--force is given without --out; it replaces an existing file');
  }
  if (json === true && format !== undefined && format !== 'json') {
    throw new InputError(`--json is given with --format ${format}; give one of them`);
  }
  const chosen = json === true ? 'json' : (format ?? 'text');
  if (allSteps === true && chosen !== 'text') {
    throw new InputError(`--all-steps is given with format ${chosen}; it belongs to text`);
  }
  if (grain !== undefined && chosen !== 'itf') {
    throw new InputError(`--grain is given with format ${chosen}; it belongs to itf`);
  }
  if (states !== undefined && chosen !== 'json') {
    throw new InputError(`--states is given with format ${chosen}; it belongs to json`);
  }
  const window = from !== undefined ? '--from' : to !== undefined ? '--to' : null;
  if (window !== null && !['json', 'itf', 'html'].includes(chosen)) {
    throw new InputError(
      `${window} is given with format ${chosen}; it belongs to json, itf and html`,
    );
  }
  if (window !== null && grain === 'operation') {
    throw new InputError(
      `${window} is given with --grain operation; a part of a story needs --grain step`,
    );
  }
  return chosen;
}
