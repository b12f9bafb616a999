/** tablewalk show: one counterexample in many forms. */
import { Command, Option } from 'commander';
import {
  type Grain,
  grains,
  InputError,
  originOf,
  outlineFile,
  pageDocument,
  pageHtml,
  parseChoice,
  plain,
  type ReplayedFile,
  readPageAssets,
  replayFile,
  type ShowParts,
  showDocument,
  showItf,
  showMail,
  showMermaid,
  showText,
  traceFile,
  tryUnlessThere,
  writeUnlessThere,
} from '../../cli-api.ts';
import { limitOptions, outputOptions, valued } from '../common-options.ts';
import type { ColourMode, Context } from '../context.ts';
import { withExamples } from '../examples.ts';
import { ExitCode } from '../exit-codes.ts';
import { addSourceOptions, type SourceValues, withSource } from '../source-options.ts';
import { type ExecutionLimitValues, withinLimits } from '../stopping.ts';

interface Values extends ExecutionLimitValues, SourceValues {
  readonly format?: FormatName;
  readonly allSteps?: boolean;
  readonly grain?: Grain;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly color?: ColourMode;
  readonly quiet?: boolean;
}

/** What a format is made from. */
interface Shown extends ReplayedFile {
  readonly context: Context;
  readonly file: string;
  readonly values: Values;
}

const asJson = (document: unknown): string => JSON.stringify(document, null, 2);

function documentOf({ counterexample, invariant, file }: Shown) {
  return showDocument(counterexample, invariant, traceFile(file, { counterexample }));
}

/** Each makes the text of a whole file, but for the last line end. */
const formats = {
  text: (shown: Shown) => {
    const make = (): string => showText(partsOf(shown));
    // In a file it has the lines of a mail.
    return shown.values.out === undefined ? shown.context.text(shown.values.color, make) : make();
  },
  mail: (shown: Shown) => showMail(partsOf(shown), originOf(shown.counterexample, shown.invariant)),
  json: (shown: Shown) => asJson(documentOf(shown)),
  mermaid: (shown: Shown) => showMermaid(partsOf(shown)),
  itf: (shown: Shown) =>
    asJson(
      showItf({
        ...shown,
        trace: traceFile(shown.file, shown),
        grain: shown.values.grain ?? 'step',
      }),
    ),
  html: (shown: Shown) =>
    pageHtml(
      readPageAssets(),
      pageDocument(documentOf(shown), showText({ ...partsOf(shown), paint: plain })),
    ),
} as const satisfies Record<string, (shown: Shown) => string>;

function partsOf(shown: Shown): ShowParts {
  const { context, file, values } = shown;
  // `auto` asks about the terminal, and a file is none.
  const { color = 'auto' } = values;
  const colour = values.out !== undefined && color === 'auto' ? 'never' : color;
  return {
    ...shown,
    trace: outlineFile(file, shown),
    allSteps: values.allSteps === true,
    paint: context.paint(colour),
  };
}

type FormatName = keyof typeof formats;
const formatNames = Object.keys(formats) as FormatName[];

export function showCommand(context: Context): Command {
  const command = new Command('show')
    .description('Tell a counterexample step by step, in kernel words.')
    .argument('<file>', 'a counterexample file');
  const options = [
    valued('--format <name>', `${formatNames.join(', ')} (default: text)`, (flag, text) =>
      parseChoice(flag, text, formatNames),
    ),
    new Option('--all-steps', 'text: every step, those that only read too'),
    valued(
      '--grain <grain>',
      `itf: a state after each of ${grains.join(', ')} (default: step)`,
      (flag, text) => parseChoice(flag, text, grains),
    ),
    valued('--out <file>', 'where it goes (default: stdout)', (_, to) => to),
    new Option('--force', 'replace the file of --out, whatever it holds'),
  ];
  for (const option of options) command.addOption(option.helpGroup('Output:'));
  for (const option of [...limitOptions.execution(), ...outputOptions()]) command.addOption(option);
  addSourceOptions(command);
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['read it', `tablewalk show ${example}`],
    ['look at it, in a browser', `tablewalk show ${example} --format html --out page.html`],
    [
      'every step with the state after it',
      `tablewalk show ${example} --format json --out steps.json`,
    ],
  ]);
  return command.action(async (file: string, values: Values) => {
    await withSource(values);
    withinLimits(context, values, () => show(context, file, values));
  });
}

function show(context: Context, file: string, values: Values): void {
  const { out, force: isForced = false } = values;
  const format = formatOf(values);
  if (format === 'html' && out === undefined && context.io.stdout.isTTY === true) {
    throw new InputError('--format html makes a page for a browser; name a file: --out page.html');
  }
  if (out !== undefined) tryUnlessThere('--out', out, isForced);
  const replayed = replayFile(file);
  const { judged, execution } = replayed;
  if (execution.operations.length === 0) {
    context.say(`${file}: the first operation cannot happen: ${judged.reason}`);
    context.exitCode = ExitCode.differs;
    return;
  }
  const text = formats[format]({ ...replayed, context, file, values });
  if (out === undefined) context.print(text);
  else writeUnlessThere('--out', out, context.printed(text), isForced);
  if (judged.outcome !== 'reproduced') {
    const reason = judged.reason ?? 'the invariant holds now';
    if (values.quiet !== true) {
      context.say(`this is what happens now; the file says otherwise (${reason})`);
    }
    context.exitCode = ExitCode.differs;
  }
}

/** Refuses options that would do nothing. */
function formatOf({ format, json, allSteps, grain, out, force }: Values): FormatName {
  if (force === true && out === undefined) {
    throw new InputError('--force is given without --out; it replaces the file that is there');
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
  return chosen;
}
