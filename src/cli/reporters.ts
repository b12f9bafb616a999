/** The formats in which a command prints its result: text, JSON, and CI formats. */
import type { Option } from 'commander';
import { InputError } from '../errors.ts';
import { appendWhole } from '../files/write-whole.ts';
import type { CiReport } from '../text/ci/ci-report.ts';
import { githubCommands, githubSummary } from '../text/ci/github.ts';
import { junitXml } from '../text/ci/junit.ts';
import { sarifText } from '../text/ci/sarif.ts';
import type { Paint } from '../text/paragraph.ts';
import { visibleText } from '../text/visible-text.ts';
import { choiceOption, type OutputValues } from './common-options.ts';
import type { Context } from './context.ts';

const reporters = ['junit', 'sarif', 'github'] as const;
type Reporter = (typeof reporters)[number];

export interface FormValues extends OutputValues {
  readonly reporter?: Reporter | undefined;
}

/** `--reporter`; `others` are the options besides `--json` that also choose a format. */
export function reporterOption(...others: readonly string[]): Option {
  return choiceOption('--reporter <name>', `for CI: ${reporters.join(', ')}`, reporters)
    .conflicts(['json', ...others])
    .helpGroup('Output:');
}

interface VoidableValues extends FormValues {
  readonly format?: string;
}

/** `--color always` applies only to text. */
export function refuseVoidColour({ color, json, reporter, format }: VoidableValues): void {
  if (color !== 'always') return;
  const other =
    json === true
      ? '--json'
      : reporter !== undefined
        ? `--reporter ${reporter}`
        : format !== undefined && format !== 'text'
          ? `--format ${format}`
          : null;
  if (other === null) return;
  throw new InputError(
    `--color always is given with ${other}, which has no colours: remove one of the two`,
  );
}

/** One result; only the requested format is made. */
export interface Forms {
  readonly text: (paint: Paint) => string;
  readonly json: () => unknown;
  readonly ci: () => CiReport;
}

export async function printResult(
  context: Context,
  { reporter, json, color = 'auto' }: FormValues,
  forms: Forms,
): Promise<void> {
  if (reporter === 'github') printCommands(context, ciReport(context, forms));
  else if (reporter !== undefined) {
    context.print(await rendered(reporter, ciReport(context, forms)));
  } else if (json === true) context.printJson(forms.json());
  else context.printText(color, forms.text);
}

/** Marks the verdict and the cases of an experimental subject as experimental. */
function ciReport({ subject: { experimental } }: Context, { ci }: Forms): CiReport {
  const report = ci();
  if (experimental === undefined) return report;
  return {
    ...report,
    verdict: `${report.verdict.replace(/\.?$/, '.')} ${experimental}.`,
    cases: report.cases.map((one) => ({ ...one, message: `EXPERIMENTAL: ${one.message}` })),
  };
}

function rendered(reporter: Exclude<Reporter, 'github'>, report: CiReport): Promise<string> {
  switch (reporter) {
    case 'junit':
      return junitXml(report);
    case 'sarif':
      return sarifText(report);
  }
}

function printCommands(context: Context, report: CiReport): void {
  summarise(context, report);
  context.printCommands(githubCommands(report));
}

/** The CI runner provides this file. Elsewhere there is none, and no summary page is written. */
function summarise(context: Context, report: CiReport): void {
  const { GITHUB_STEP_SUMMARY: file = '' } = context.io.env;
  if (file === '') return;
  context.attempt(() => appendWhole('the summary', file, visibleText(githubSummary(report))));
}
